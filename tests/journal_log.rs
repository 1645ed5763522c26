//! The journal as a log: who gets which place, what is signed, what is told when somebody changes it.

#[path = "canary/world.rs"]
mod canaries;
#[path = "journal_log/ground.rs"]
mod ground;
#[path = "journal_log/purging.rs"]
mod purging;
#[path = "journal_log/restored.rs"]
mod restored;
mod support;
#[path = "journal_log/tampering.rs"]
mod tampering;

use std::thread;

use data_encoding::HEXLOWER;
use diesel::prelude::*;
use ground::{Ground, ORIGIN, entry};
use jiff::SignedDuration;
use quadrige::chance::Chance;
use quadrige::db::schema::{journal_entry, journal_erasure, journal_subject, log_leaf, log_queue};
use quadrige::db::{AnyConnection, Error};
use quadrige::domain::Id;
use quadrige::journal::log::{
    self, Agreement, Keeper, Keyring, Outside, Sequencer, is_consistent, is_included, of_leaf, open,
};
use quadrige::journal::{Actor, Entry, Operation, Outcome, append_within};
use sha2::{Digest, Sha256};
use support::house::{Folder, Setting, TestHouse};
use support::portal::Portal;
use tampering::{KINDS, Scene};

#[test]
fn every_entry_and_every_person_listed_gets_a_place_and_the_head_is_signed() {
    for ground in Ground::both() {
        let empty = ground.turn(&mut Sequencer::new(10)).unwrap();
        assert_eq!((empty.leaves, empty.signed), (0, None));
        assert_eq!(ground.is_sound().size, 0);
        ground.fill(300);
        assert_eq!(ground.audit().waiting, 300);
        let leaves = ground.sequence(70);
        let (entries, listed): (i64, i64) = ground
            .look(|c| Ok((journal_entry::table.count().get_result(c)?, journal_subject::table.count().get_result(c)?)));
        assert_eq!(i64::try_from(leaves).unwrap(), entries + listed);
        let audit = ground.is_sound();
        assert_eq!((audit.size, audit.heads, audit.waiting, audit.late), (leaves, 5, 0, 0));
        assert_eq!(audit.outside, Agreement::All);
        let last = audit.last.unwrap();
        assert_eq!((last.origin.as_str(), last.size, last.number), (ORIGIN, leaves, 5));
        assert_eq!(ground.turn(&mut Sequencer::new(10)).unwrap().leaves, 0, "nobody waits any longer");
        ground.fill(3);
        assert!(ground.sequence(10) >= 3, "another sequencer goes on where the first left off");
        assert_eq!(ground.is_sound().heads, 6);
    }
}

#[test]
fn an_entry_that_comes_late_gets_its_place_all_the_same_and_is_counted() {
    for ground in Ground::both() {
        ground.fill(5);
        ground.sequence(100);
        let earlier = ground.clock.now() - SignedDuration::from_hours(30);
        ground.append(vec![entry(earlier, 99, 2)]);
        assert_eq!(ground.sequence(100), 3);
        let audit = ground.is_sound();
        assert_eq!((audit.late, audit.waiting), (1, 0));
        let left: i64 = ground.look(|c| log_queue::table.count().get_result(c));
        assert_eq!(left, 0);
    }
}

#[test]
fn places_are_given_in_the_order_of_moments() {
    for ground in Ground::both() {
        let now = ground.clock.now();
        for n in [3, 1, 2] {
            ground.append(vec![entry(now + SignedDuration::from_secs(n), n as usize, 2)]);
        }
        ground.sequence(100);
        let moments: Vec<i64> = ground.look(|c| {
            log_leaf::table
                .inner_join(journal_entry::table.on(journal_entry::id.eq(log_leaf::entry_id)))
                .order(log_leaf::position)
                .select(journal_entry::recorded_at)
                .load(c)
        });
        assert!(moments.is_sorted());
        let listed: Vec<i32> =
            ground.look(|c| log_leaf::table.order(log_leaf::position).select(log_leaf::listed).load(c));
        assert_eq!(listed, [-1, 0, 1, -1, 0, 1, -1, 0, 1]);
    }
}

#[test]
fn the_database_itself_refuses_to_change_or_to_forget_a_place() {
    for ground in Ground::both() {
        ground.fill(300);
        ground.sequence(100);
        let mut attempts = Vec::new();
        for (table, column) in [("log_leaf", "leaf"), ("log_tile", "hash"), ("log_checkpoint", "note")] {
            attempts.push(format!("UPDATE {table} SET {column} = {column}"));
            attempts.push(format!("DELETE FROM {table}"));
            if ground.is_sqlite() {
                attempts.push(format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}"));
            } else {
                attempts.push(format!("TRUNCATE {table}"));
            }
        }
        for attempt in attempts {
            let refusal = ground.run(&attempt).expect_err(&attempt);
            assert!(refusal.contains("append-only"), "{attempt}: {refusal}");
        }
        ground.is_sound();
    }
}

#[test]
fn several_sequencers_and_writers_at_once_leave_one_sound_log() {
    for ground in Ground::both() {
        let outside = None::<&Outside>;
        thread::scope(|scope| {
            for n in 0..2 {
                let ground = &ground;
                scope.spawn(move || {
                    for round in 0..20 {
                        let at = ground.clock.now() + SignedDuration::from_secs(round);
                        ground.append(vec![entry(at, n, 1), entry(at, n, 0)]);
                    }
                });
                scope.spawn(move || {
                    let mut sequencer = Sequencer::new(7);
                    for _ in 0..40 {
                        sequencer.turn(&ground.database, &ground.keyring, outside, &ground.clock).unwrap();
                    }
                });
            }
        });
        // So far none kept copies; from here on they are.
        let keyring = Keyring::parse(&Keyring::fresh(&Chance::seeded(3)), ORIGIN).unwrap();
        let outside = Some(ground.outside.clone());
        Keeper::new(ground.database.clone(), ground.clock.clone(), keyring, outside).begin_copies().unwrap();
        ground.sequence(100);
        assert_eq!(ground.is_sound().size, 2 * 20 * 3);
    }
}

#[test]
fn whoever_holds_a_head_can_check_every_entry_and_that_the_log_only_grew() {
    for ground in Ground::both() {
        for _ in 0..3 {
            ground.fill(101);
            ground.sequence(1_000);
        }
        let keys = ground.keyring.public();
        let places = ground.places();
        for (index, (id, listed, leaf)) in places.iter().enumerate().step_by(13) {
            let proof =
                ground.database.read(|c| log::inclusion(c, id, Some(*listed).filter(|l| *l >= 0), keys)).unwrap();
            let head = open(&proof.note, keys).unwrap();
            assert_eq!((proof.index, proof.size, &proof.leaf), (index as u64, head.size, leaf));
            assert!(is_included(&of_leaf(leaf), proof.index, proof.size, &proof.path, &head.root));
            assert!(proof.text().starts_with(&format!("c2sp.org/tlog-proof@v1\nindex {index}\n")));
        }
        let heads = ground.heads();
        for from in [1, 2, heads[0], heads[0] + 5, heads[1], heads[2]] {
            let proof = ground.database.read(|c| log::consistency(c, from, None)).unwrap();
            let (old, new) = (proof.from, proof.to);
            assert!(is_consistent((old.0, &old.1), (new.0, &new.1), &proof.path), "{from}");
            assert_eq!(proof.notes.0.is_some(), heads.contains(&from));
        }
        let unknown = ground.database.read(|c| log::inclusion(c, "personne", None, keys));
        assert!(matches!(unknown, Err(log::Error::NotThere(_))));
        let beyond = ground.database.read(|c| log::consistency(c, 1, Some(10_000)));
        assert!(matches!(beyond, Err(log::Error::NotThere(_))));
    }
}

#[test]
fn nothing_is_signed_on_top_of_what_isnt_what_was_signed() {
    for ground in Ground::both() {
        ground.fill(20);
        ground.sequence(5);
        ground.drop_rules();
        let before = ground.heads();
        ground
            .run("UPDATE log_leaf SET leaf = (SELECT leaf FROM log_leaf WHERE position = 1) WHERE position = 0")
            .unwrap();
        ground.fill(1);
        let refused = ground.turn(&mut Sequencer::new(5));
        assert!(matches!(refused, Err(log::Error::Disagrees(_))), "{refused:?}");
        assert_eq!(ground.heads(), before);
    }
}

#[test]
fn a_database_set_back_is_told_by_the_copies_outside_and_they_are_left_alone() {
    for ground in Ground::both() {
        ground.fill(20);
        ground.sequence(5);
        let kept = ground.outside.newest().unwrap().unwrap();
        let half = ground.heads()[1];
        ground.drop_rules();
        ground.run(&format!("DELETE FROM log_leaf WHERE position >= {half}")).unwrap();
        ground.run(&format!("DELETE FROM log_checkpoint WHERE size > {half}")).unwrap();
        ground.fill(1);
        let audit = ground.audit();
        assert_eq!(audit.outside, Agreement::Broken);
        assert!(audit.faults.iter().any(|named| named.fault.row == "checkpoint"), "{:?}", audit.faults);
        let refused = ground.turn(&mut Sequencer::new(5));
        assert!(matches!(refused, Err(log::Error::SetBack(_))), "{refused:?}");
        assert_eq!(ground.outside.newest().unwrap().unwrap(), kept);
        // Even a sequencer that is told to keep a smaller head doesn't get it past what is there.
        let smaller = log::Checkpoint { size: half, ..open(&kept.text, ground.keyring.public()).unwrap() };
        let note = ground.keyring.signing().sign(&smaller);
        assert!(ground.outside.keep(&smaller, &note, ground.keyring.public()).is_err());
        let other = log::Checkpoint { root: [0; 32], ..open(&kept.text, ground.keyring.public()).unwrap() };
        let note = ground.keyring.signing().sign(&other);
        assert!(ground.outside.keep(&other, &note, ground.keyring.public()).is_err());
        assert_eq!(ground.outside.newest().unwrap().unwrap(), kept);
    }
}

#[test]
fn heads_signed_by_a_stranger_are_not_believed_and_by_a_former_key_they_are() {
    let ground = Ground::on(None, 4);
    ground.fill(4);
    ground.sequence(2);
    let stranger = Keyring::fresh(&Chance::seeded(77));
    let prove = |keyring: &Keyring| {
        ground.database.read(|c| ground::prove(c, keyring, &ground.outside.copies().unwrap())).unwrap()
    };
    assert!(prove(&Keyring::parse(&stranger, ORIGIN).unwrap()).found > 0);
    let heir = format!("{stranger}former {}\n", ground.keyring.signing().public().text());
    assert_eq!(prove(&Keyring::parse(&heir, ORIGIN).unwrap()).found, 0);
}

/// The rows of these places in an erasure, and the words of its act.
fn words(rows: &[(String, i32)]) -> String {
    let mut lines: Vec<String> = rows.iter().map(|(entry, listed)| format!("{entry}/{listed}\n")).collect();
    lines.sort();
    let entries = rows.iter().filter(|(_, listed)| *listed == -1).count();
    let digest = HEXLOWER.encode(&Sha256::digest(lines.concat()));
    format!("entries:{entries} listed:{} digest:{digest}", rows.len() - entries)
}

/// Erases these, as the purge does: an act, rows that name what goes, and then it goes. Says who the act is.
fn erase(ground: &Ground, rows: &[(String, i32)], said: &str) -> String {
    let actor = Actor {
        issuer: "urn:quadrige".into(),
        subject: "purge".into(),
        name: "Purge".into(),
        quality: "programme".into(),
        institution: Id::from_bytes([2; 16]),
    };
    let act = Entry {
        shown: said.to_owned(),
        ..Entry::new(ground.clock.now(), Operation::Erasure, Outcome::Granted, actor, "reference@1".into())
    };
    ground
        .database
        .write(|c: &mut AnyConnection| {
            append_within(c, vec![act], &ground.chance)?;
            let act: String = journal_entry::table
                .filter(journal_entry::operation.eq("erasure"))
                .order(journal_entry::recorded_at.desc())
                .select(journal_entry::id)
                .first(c)?;
            for (entry, listed) in rows {
                diesel::insert_into(journal_erasure::table)
                    .values((
                        journal_erasure::entry_id.eq(entry),
                        journal_erasure::listed.eq(listed),
                        journal_erasure::rule.eq("essai"),
                        journal_erasure::erased_at.eq(0),
                        journal_erasure::act_id.eq(&act),
                    ))
                    .execute(c)?;
                if *listed >= 0 {
                    let row = journal_subject::table.find((entry, listed));
                    diesel::delete(row).execute(c)?;
                }
            }
            for (entry, _) in rows.iter().filter(|(_, listed)| *listed == -1) {
                diesel::delete(journal_entry::table.find(entry)).execute(c)?;
            }
            Ok::<_, Error>(act)
        })
        .unwrap()
}

/// The first whole entry with two people listed, and one person of another.
fn to_erase(ground: &Ground) -> Vec<(String, i32)> {
    let places = ground.places();
    let with = |count: usize, skip: usize| {
        let ids = places
            .iter()
            .map(|(id, ..)| id)
            .filter(|id| places.iter().filter(|(of, ..)| of == *id).count() == count + 1);
        let mut ids: Vec<&String> = ids.collect();
        ids.dedup();
        ids[skip].clone()
    };
    let (whole, part) = (with(2, 0), with(3, 1));
    vec![(whole.clone(), -1), (whole.clone(), 0), (whole, 1), (part, 1)]
}

#[test]
fn an_erasure_that_its_act_names_leaves_the_log_whole_and_every_proof_valid() {
    for ground in Ground::both() {
        ground.fill(40);
        ground.sequence(10);
        let rows = to_erase(&ground);
        let keys = ground.keyring.public();
        let proof = |entry: &str, listed: i32| {
            ground.database.read(|c| log::inclusion(c, entry, Some(listed).filter(|l| *l >= 0), keys)).unwrap()
        };
        let before: Vec<_> = rows.iter().map(|(entry, listed)| proof(entry, *listed)).collect();
        erase(&ground, &rows, &words(&rows));
        let audit = ground.is_sound();
        assert_eq!((audit.erased, audit.waiting), (4, 1));
        let after: Vec<_> = rows.iter().map(|(entry, listed)| proof(entry, *listed)).collect();
        assert_eq!(before, after, "proofs given before are proofs still");
        ground.sequence(10);
        assert_eq!(ground.is_sound().erased, 4, "the act has its place too");
    }
}

#[test]
fn an_erasure_that_nobody_owns_up_to_is_told() {
    let wrong = |how: &str, spoil: &dyn Fn(&Ground, &[(String, i32)], &str)| {
        for ground in Ground::both() {
            ground.fill(40);
            ground.sequence(10);
            let rows = to_erase(&ground);
            let said = if how == "another digest" { words(&rows[..2]) } else { words(&rows) };
            let act = erase(&ground, &rows, &said);
            ground.drop_rules();
            spoil(&ground, &rows, &act);
            let audit = ground.audit();
            assert!(audit.found > 0, "{how}");
            let first = &audit.faults[0].fault;
            let is_its_own = rows.iter().any(|(id, _)| *id == first.row) || first.what.contains(&act);
            assert!(is_its_own || act == first.row, "{how}: {first:?}");
        }
    };
    wrong("another digest", &|_, _, _| {});
    wrong("the act is gone", &|ground, _, act| {
        if !ground.is_sqlite() {
            ground.run("ALTER TABLE journal_erasure DROP CONSTRAINT journal_erasure_act_id_fkey").unwrap();
        }
        ground.run(&format!("DELETE FROM journal_entry WHERE id = '{act}'")).unwrap();
    });
    wrong("the act is something else", &|ground, _, act| {
        ground.run(&format!("UPDATE journal_entry SET operation = 'listing' WHERE id = '{act}'")).unwrap();
    });
    wrong("one row less", &|ground, rows, _| {
        ground.run(&format!("DELETE FROM journal_erasure WHERE entry_id = '{}' AND listed = 1", rows[3].0)).unwrap();
    });
    wrong("somebody else is named too", &|ground, rows, act| {
        let other = ground.places().into_iter().find(|(id, ..)| rows.iter().all(|(of, _)| of != id)).unwrap().0;
        ground.run(&format!("INSERT INTO journal_erasure VALUES ('{other}', -1, 'essai', 0, '{act}')")).unwrap();
    });
    // Named, and still there: the digest is right, the row wasn't deleted.
    let ground = Ground::on(None, 1);
    ground.fill(4);
    ground.sequence(10);
    let id = ground.places()[0].0.clone();
    let rows = [(id.clone(), -1)];
    ground.drop_rules();
    ground.run("CREATE TRIGGER keeps BEFORE DELETE ON journal_entry BEGIN SELECT RAISE(IGNORE); END").unwrap();
    erase(&ground, &rows, &words(&rows));
    let first = ground.audit().faults.remove(0);
    assert_eq!(first.fault.row, id);
    assert!(first.fault.what.contains("still there"), "{first:?}");
    // Named, and it never had a place.
    let ground = Ground::on(None, 4);
    ground.fill(4);
    ground.sequence(10);
    let rows = [("personne".to_owned(), -1)];
    erase(&ground, &rows, &words(&rows));
    assert_eq!(ground.audit().faults[0].fault.row, "personne");
}

#[test]
fn ten_thousand_tamperings_are_all_found_and_the_first_bad_entry_is_named() {
    let totals: Vec<(usize, Vec<String>)> = thread::scope(|scope| {
        let workers: Vec<_> = [(32, 4, 4_900, 1), (24, 3, 4_900, 2), (220, 2, 200, 3)]
            .map(|(entries, heads, count, seed)| {
                scope.spawn(move || {
                    let scene = Scene::new(entries, heads, seed);
                    let wrong: Vec<String> = (0..count).filter_map(|n| scene.try_out(n % KINDS)).collect();
                    assert!(scene.is_sound(), "everything was undone");
                    (count, wrong)
                })
            })
            .into_iter()
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let wrong: Vec<&String> = totals.iter().flat_map(|(_, wrong)| wrong).collect();
    assert_eq!(totals.iter().map(|(count, _)| count).sum::<usize>(), 10_000);
    assert!(wrong.is_empty(), "{} of them, such as {:#?}", wrong.len(), &wrong[..wrong.len().min(5)]);
}

#[test]
fn copies_that_are_gone_are_an_alarm_and_are_not_begun_again_by_the_way() {
    for ground in Ground::both() {
        ground.fill(20);
        ground.sequence(5);
        let keyring = || Keyring::parse(&Keyring::fresh(&Chance::seeded(3)), ORIGIN).unwrap();
        let outside = Some(ground.outside.clone());
        let keeper = Keeper::new(ground.database.clone(), ground.clock.clone(), keyring(), outside);
        assert!(keeper.verify().unwrap().is_sound());
        let folder = std::path::PathBuf::from(ground.outside.place());
        // Not mounted: then there is no such folder. Emptied: then there is nothing in it.
        for is_mounted in [false, true] {
            std::fs::remove_dir_all(&folder).unwrap();
            if is_mounted {
                std::fs::create_dir(&folder).unwrap();
            }
            let verdict = keeper.verify().unwrap();
            assert_eq!((verdict.audit.outside, verdict.audit.found), (Agreement::Gone, 0));
            assert!(!verdict.is_sound());
            ground.fill(1);
            assert!(matches!(keeper.sequence(), Err(log::Error::Outside(_))));
            let refused = ground.turn(&mut Sequencer::new(5));
            assert!(matches!(refused, Err(log::Error::Outside(_))), "after a restart neither: {refused:?}");
            assert_eq!(folder.exists(), is_mounted);
            assert_eq!(ground.outside.newest().unwrap(), None);
            assert!(keeper.trouble().is_some_and(|why| why.contains("--begin-copies")));
            keeper.begin_copies().unwrap();
            assert!(keeper.sequence().unwrap().leaves > 0);
            assert!(keeper.verify().unwrap().is_sound());
            assert_eq!(keeper.trouble(), None);
        }
        // Where no folder is set, none is missed.
        let bare = Keeper::new(ground.database.clone(), ground.clock.clone(), keyring(), None);
        assert!(bare.verify().unwrap().is_sound());
    }
}

#[test]
fn of_two_instances_on_one_share_the_slower_puts_nothing_older_over_what_is_newer() {
    let ground = Ground::on(None, 1);
    ground.fill(20);
    ground.sequence(5);
    let keys = ground.keyring.public().to_vec();
    let kept = open(&ground.outside.newest().unwrap().unwrap().text, &keys).unwrap();
    let folder = std::path::PathBuf::from(ground.outside.place());
    let head = |size: u64| {
        let head = log::Checkpoint { size, number: kept.number + 1, ..kept.clone() };
        let note = ground.keyring.signing().sign(&head);
        (head, note)
    };
    let ((older, older_note), (_, newer_note)) = (head(kept.size + 10), head(kept.size + 20));
    let turn = std::fs::File::open(folder.join(".turn")).unwrap();
    turn.lock().unwrap();
    thread::scope(|scope| {
        let (done, is_done) = std::sync::mpsc::channel();
        let (outside, keys) = (ground.outside.clone(), &keys);
        let slower = scope.spawn(move || {
            let kept = outside.keep(&older, &older_note, keys);
            done.send(()).unwrap();
            kept
        });
        is_done.recv_timeout(std::time::Duration::from_millis(300)).expect_err("it waits for its turn");
        // The other instance, whose turn it is, replaces the copy.
        std::fs::write(folder.join("checkpoint"), &newer_note).unwrap();
        turn.unlock().unwrap();
        assert!(matches!(slower.join().unwrap(), Err(log::Error::SetBack(_))));
    });
    assert_eq!(ground.outside.newest().unwrap().unwrap().text, newer_note);
}

#[test]
fn the_keeper_gives_places_proves_and_stops_when_asked() {
    let ground = Ground::on(None, 4);
    ground.fill(20);
    let keyring = Keyring::parse(&Keyring::fresh(&Chance::seeded(3)), ORIGIN).unwrap();
    let keeper = Keeper::new(ground.database.clone(), ground.clock.clone(), keyring, Some(ground.outside.clone()));
    let keeper = std::sync::Arc::new(keeper);
    drop(std::sync::Arc::clone(&keeper).start().unwrap());
    let verdict = keeper.verdict().expect("it proves as soon as it starts");
    assert!(verdict.is_sound());
    assert_eq!((verdict.entries, verdict.audit.waiting), (20, 0));
    assert_eq!(keeper.trouble(), None);
}

#[actix_web::test]
async fn the_page_gives_one_verdict_to_every_cleared_reader_and_to_nobody_else() {
    const PAGE: &str = "/journal/verification";
    let folder = Folder::new();
    std::fs::write(folder.path().join("key"), Keyring::fresh(&Chance::seeded(3))).unwrap();
    let place = folder.path().display();
    let more = format!(
        "journal_origin = \"essai\"\njournal_key_file = \"{place}/key\"\njournal_checkpoints = \"file:{place}/checkpoints\"\n"
    );
    let house = TestHouse::with(canaries::world(), Setting { more, ..Setting::default() });
    let keeper = house.house.keeper.clone().expect("a key is set");
    let portal = Portal::open(&house).await;
    let stranger = portal.become_one("sans-habilitation").await;
    assert_eq!(portal.get(&stranger, PAGE).await.status, 403);
    let cookie = portal.become_one("surveillant").await;
    let page = async || portal.get(&cookie, PAGE).await;
    assert!(page().await.shows("Vérification en cours"));
    keeper.sequence().unwrap();
    keeper.verify().unwrap();
    let whole = page().await;
    assert!(whole.shows("Journal intègre jusqu’à l’entrée") && whole.shows("elles concordent toutes"));
    assert!(whole.shows("Note signée") && whole.shows("essai+"));
    assert!(!whole.shows("kanari"));

    house.try_statement("DROP TRIGGER journal_entry_no_update").unwrap();
    let last: String = house.look(|c| log_leaf::table.order(log_leaf::position).select(log_leaf::entry_id).first(c));
    house.try_statement(&format!("UPDATE journal_entry SET actor_name = 'kanari' WHERE id = '{last}'")).unwrap();
    keeper.verify().unwrap();
    let altered = page().await;
    assert!(altered.shows("Journal altéré") && altered.shows(&last) && !altered.shows("kanari"));
    assert!(!altered.shows("Journal intègre"));

    let keyless = TestHouse::of(canaries::world());
    let portal = Portal::open(&keyless).await;
    let cookie = portal.become_one("surveillant").await;
    assert!(portal.get(&cookie, PAGE).await.shows("Journal non scellé"));
}
