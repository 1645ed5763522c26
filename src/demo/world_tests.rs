//! The world is coherent: the same for the same seed, in all phases, with histories that agree with themselves.

use std::collections::{HashMap, HashSet};

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use super::cast::CAST;
use super::dice::{days_between, plus, plus_months, plus_quantum};
use super::places::{DEPARTEMENTS, PETITE_COURONNE};
use super::world::{PersonSeed, RecordSeed, World, build};
use crate::domain::handling::Institution;
use crate::domain::phase::Nature;
use crate::domain::value::{Value, ValueKind};
use crate::domain::{ClearanceState, DataCategory, Field, Function, Id, InstitutionKind, Level, Phase, TieKind};

const TODAY: Date = date(2026, 11, 21);

/// The order that the interfaces pin.
const SLUGS: &str = "surveillant chef-etablissement greffe cpip dpip procureur juriste-parquet jap police gendarmerie opj \
     renseignement renseignement-penitentiaire medecin prefecture association disp dap directeur-ap pole-surveillance \
     magistrat-controle administrateur sans-habilitation habilitation-expiree";

fn world() -> World {
    build(400, 3, TODAY)
}

fn zones(world: &World) -> HashMap<Id<Institution>, TimeZone> {
    world.institutions.iter().map(|i| (i.id, TimeZone::get(i.time_zone).unwrap())).collect()
}

fn phase_of(world: &World, person: &PersonSeed, today: Date) -> Phase {
    person.phase_on(today, |id| TimeZone::get(world.institution(id).unwrap().time_zone).unwrap()).phase
}

fn value(record: &RecordSeed, field: Field) -> Option<&str> {
    record.fields.iter().find(|(f, _)| *f == field).map(|(_, text)| text.as_str())
}

fn day(record: &RecordSeed, field: Field) -> Option<Date> {
    value(record, field).map(|text| text.parse().unwrap())
}

#[test]
fn the_same_seed_gives_the_same_world_and_another_seed_another() {
    assert_eq!(build(60, 7, TODAY), build(60, 7, TODAY));
    assert_ne!(build(60, 7, TODAY).people[3].family_name, build(60, 8, TODAY).people[3].family_name);
    // A larger world begins with the same people, save their registry numbers.
    assert_eq!(build(60, 7, TODAY).people[59].id, build(500, 7, TODAY).people[59].id);
}

#[test]
fn a_world_without_people_still_has_its_showcase() {
    let world = build(0, 1, TODAY);
    assert_eq!(world.people.len(), 1);
    assert_eq!(world.flagship.person, world.people[0].id);
}

#[test]
fn every_phase_has_its_twentieth_of_the_people() {
    for seed in 1..3 {
        for (count, today) in [(400, TODAY), (150, TODAY), (150, date(2028, 2, 29)), (400, date(2027, 1, 1))] {
            let world = build(count, seed, today);
            let mut found: HashMap<Phase, usize> = HashMap::new();
            for person in &world.people {
                *found.entry(phase_of(&world, person, today)).or_default() += 1;
            }
            for phase in Phase::ALL {
                assert!(found.get(phase).copied().unwrap_or(0) * 20 >= count, "{phase} on {today}: {found:?}");
            }
            assert_eq!(phase_of(&world, &world.people[0], today), Phase::PreRelease);
        }
    }
}

#[test]
fn identifiers_registry_numbers_and_slugs_are_unique() {
    let world = build(800, 5, TODAY);
    let people: HashSet<_> = world.people.iter().map(|p| p.id).collect();
    assert_eq!(people.len(), world.people.len());
    let records: Vec<_> = world.people.iter().flat_map(|p| &p.records).map(|r| r.id).collect();
    assert_eq!(records.iter().collect::<HashSet<_>>().len(), records.len());
    let numbers: Vec<_> = world.people.iter().flat_map(|p| &p.stays).map(|s| (s.prison, s.ecrou.clone())).collect();
    assert_eq!(numbers.iter().collect::<HashSet<_>>().len(), numbers.len());
    let slugs: HashSet<_> = world.institutions.iter().map(|i| &i.slug).collect();
    assert_eq!(slugs.len(), world.institutions.len());
}

#[test]
fn the_cast_is_there_once_each_in_order_and_writes_only_where_it_works() {
    let world = world();
    let slugs: Vec<_> = world.agents.iter().filter_map(|a| a.slug).collect();
    assert_eq!(slugs, SLUGS.split_whitespace().collect::<Vec<_>>());
    for (agent, role) in world.agents.iter().zip(&CAST) {
        assert_eq!(world.institution(agent.institution).unwrap().slug, role.institution);
        assert!(!agent.note.is_empty() && !agent.functions.is_empty());
    }
    let houses: HashMap<_, _> = world.agents.iter().map(|a| (a.id, a.institution)).collect();
    for record in world.people.iter().flat_map(|p| &p.records) {
        assert_eq!(houses[&record.author], record.owner);
    }
}

#[test]
fn clearances_are_granted_by_two_others_for_five_years_at_most() {
    let world = world();
    for agent in &world.agents {
        let Some(clearance) = &agent.clearance else {
            assert_eq!(agent.slug, Some("sans-habilitation"));
            continue;
        };
        assert!(clearance.granted_by != agent.id && clearance.confirmed_by != agent.id, "{}", agent.family_name);
        assert_ne!(clearance.granted_by, clearance.confirmed_by);
        assert!(clearance.starts_on <= TODAY && clearance.ends_on < plus_months(clearance.starts_on, 60));
        for signatory in [clearance.granted_by, clearance.confirmed_by] {
            let signatory = world.agents.iter().find(|a| a.id == signatory).unwrap();
            assert!(
                signatory.clearance.as_ref().is_some_and(|c| c.state == ClearanceState::Active),
                "{}",
                agent.family_name
            );
        }
    }
    let ended = world.cast("habilitation-expiree").unwrap().clearance.as_ref().unwrap();
    assert!(ended.state == ClearanceState::Expired && ended.ends_on < TODAY);
}

#[test]
fn the_prison_administration_is_one_chain() {
    let world = world();
    let dap = world.institutions.iter().find(|i| i.slug == "dap").unwrap().id;
    for institution in &world.institutions {
        let top = std::iter::successors(Some(institution), |i| i.superior.and_then(|id| world.institution(id)))
            .last()
            .unwrap();
        let belongs = matches!(
            institution.kind,
            InstitutionKind::Prison
                | InstitutionKind::PrisonRegional
                | InstitutionKind::PrisonCentral
                | InstitutionKind::Probation
                | InstitutionKind::PrisonIntelligence
                | InstitutionKind::MonitoringCentre
        );
        assert_eq!(top.id == dap, belongs, "{}", institution.name);
        if matches!(institution.kind, InstitutionKind::Prison | InstitutionKind::Probation) {
            let above = world.institution(institution.superior.unwrap()).unwrap();
            assert_eq!(above.kind, InstitutionKind::PrisonRegional);
            assert_eq!(above.inter_region, institution.inter_region);
        }
        if matches!(institution.kind, InstitutionKind::Health | InstitutionKind::Education) {
            assert_eq!(world.institution(institution.attached_to.unwrap()).unwrap().kind, InstitutionKind::Prison);
        }
    }
}

#[test]
fn every_commune_has_one_force_and_the_paris_agglomeration_both_directions() {
    let world = world();
    let holders = |insee: &str| -> Vec<&str> {
        world.institutions.iter().filter(|i| i.communes.iter().any(|c| c == insee)).map(|i| i.slug.as_str()).collect()
    };
    for departement in DEPARTEMENTS.iter().filter(|d| d.code != "94") {
        for commune in departement.police.iter().chain(departement.gendarmerie) {
            assert_eq!(holders(commune.insee).len(), 1, "{}", commune.name);
            assert!(commune.insee.starts_with(departement.code));
        }
    }
    for commune in PETITE_COURONNE {
        assert_eq!(holders(commune.insee), ["dspap", "drpj-paris"]);
    }
    let used = world
        .people
        .iter()
        .flat_map(|p| p.declared_commune.iter().chain(p.records.iter().filter_map(|r| r.commune.as_ref())));
    for insee in used {
        assert!(!holders(insee).is_empty(), "{insee}");
    }
}

#[test]
fn nothing_happens_before_adulthood_and_nothing_was_written_before_it_happened_or_today() {
    let world = world();
    let zones = zones(&world);
    for person in &world.people {
        let adult = plus_months(person.birth_date, 18 * 12);
        let first =
            person.penal.iter().map(|s| s.decided_on).chain(person.stays.iter().map(|s| s.admitted_on)).min().unwrap();
        assert!(adult <= first && person.birth_date >= plus_months(TODAY, -12 * 90), "{}", person.family_name);
        for record in &person.records {
            let written = zones[&record.owner].to_datetime(record.recorded_at).date();
            assert!(first <= record.occurred_on && record.occurred_on <= written && written < TODAY);
        }
        for follow_up in &person.follow_ups {
            assert!(follow_up.from_on >= first && follow_up.from_on < TODAY);
            assert!(follow_up.to_on.is_none_or(|to| to >= follow_up.from_on), "{}", follow_up.cause);
            assert!(matches!(follow_up.kind, TieKind::Followed | TieKind::Prosecuted));
        }
        assert!(person.follow_ups.iter().any(|f| f.kind == TieKind::Prosecuted));
    }
}

#[test]
fn what_a_prison_and_its_units_wrote_falls_in_a_stay_there() {
    let world = world();
    let zones = zones(&world);
    for person in &world.people {
        for record in &person.records {
            let owner = world.institution(record.owner).unwrap();
            let prison = if owner.kind == InstitutionKind::Prison { Some(owner.id) } else { owner.attached_to };
            let Some(prison) = prison.filter(|_| owner.kind != InstitutionKind::PrisonIntelligence) else { continue };
            let inside = person.stays.iter().any(|stay| {
                let left = stay.released_at.map(|at| zones[&stay.prison].to_datetime(at).date());
                stay.prison == prison
                    && stay.admitted_on <= record.occurred_on
                    && left.is_none_or(|day| record.occurred_on <= day)
            });
            assert!(inside, "{} on {}", record.category, record.occurred_on);
        }
    }
}

#[test]
fn sentences_stays_and_releases_agree() {
    let world = world();
    let zones = zones(&world);
    let mut quanta = 0;
    for person in &world.people {
        for step in &person.penal {
            assert!(step.decided_on < TODAY && step.summary.is_some());
            if let (Some(quantum), Some(start), Some(end)) = (step.quantum, step.starts_on, step.ends_on) {
                assert_eq!(plus_quantum(start, quantum), end);
                quanta += 1;
            }
            assert!(step.security_until.is_none_or(|day| step.starts_on.unwrap() < day && day < step.ends_on.unwrap()));
        }
        assert!(person.stays.is_sorted_by_key(|s| s.admitted_on));
        for (stay, next) in person.stays.iter().zip(person.stays.iter().skip(1)) {
            let left = zones[&stay.prison].to_datetime(stay.released_at.unwrap()).date();
            assert!(if stay.transferred {
                left == next.admitted_on && stay.prison != next.prison
            } else {
                left < next.admitted_on
            });
        }
        for stay in &person.stays {
            if let Some(planned) = stay.release_on {
                let sentence = person
                    .penal
                    .iter()
                    .find(|s| s.ends_on.is_some_and(|end| plus(end, -s.remission_days.unwrap_or(0)) == planned));
                assert!(
                    sentence
                        .is_some_and(|s| s.nature == Nature::Conviction && s.starts_on.unwrap() <= stay.admitted_on)
                );
                assert!(stay.released_at.is_some() || planned >= TODAY);
            }
            if let Some(at) = stay.released_at {
                let local = zones[&stay.prison].to_datetime(at);
                assert!(stay.admitted_on < local.date() && local.date() < TODAY);
                assert!((7..=21).contains(&local.hour()), "a prison frees nobody at {local}");
                assert!(stay.transferred || stay.release_on.is_none_or(|planned| local.date() <= planned));
            }
            assert!(stay.admitted_on < TODAY);
        }
    }
    assert!(quanta > 150);
    assert!(world.people.iter().any(|p| p.stays.iter().any(|s| s.transferred)));
    assert!(world.people.iter().any(|p| p.stays.len() > 1 && p.stays.iter().all(|s| !s.transferred)));
}

#[test]
fn every_value_is_of_the_catalogue_and_reads_back() {
    let world = world();
    for record in world.people.iter().flat_map(|p| &p.records) {
        assert!(!record.fields.is_empty());
        for (field, text) in &record.fields {
            let housing_of_a_leave = matches!(field, Field::LeaveHost | Field::LeaveAddress)
                && value(record, Field::MovementKind) == Some("leave");
            assert!(field.spec().category == record.category || housing_of_a_leave, "{}", field.spec().key);
            assert_eq!(field.spec().kind.parse(text).map(|v| v.code()).as_deref(), Ok(text.as_str()));
        }
        let keys: HashSet<_> = record.fields.iter().map(|(f, _)| f).collect();
        assert_eq!(keys.len(), record.fields.len());
        assert_eq!(record.commune.is_some(), value(record, Field::MovementKind) == Some("leave"));
        assert_eq!(record.setting, value(record, Field::Setting));
    }
    for person in &world.people {
        let parsed = ValueKind::Text.parse(&person.birth_place);
        assert_eq!(parsed, Ok(Value::Text(person.birth_place.clone())));
        assert!(matches!(person.sex, "F" | "M"));
        assert!(person.declared_address.is_some() == person.declared_commune.is_some());
    }
}

#[test]
fn incidents_and_leaves_follow_their_own_calendar() {
    let world = world();
    for record in world.people.iter().flat_map(|p| &p.records) {
        if let Some(hearing) = day(record, Field::HearingOn) {
            assert!(day(record, Field::IncidentOn).unwrap() < hearing);
            assert_eq!(hearing >= TODAY, value(record, Field::Sanction) == Some("pending"));
        }
        if let Some(days) = value(record, Field::SanctionDays) {
            let most = match value(record, Field::Fault).unwrap() {
                "first" => 20,
                "second" => 14,
                _ => 7,
            };
            assert!((1..=most).contains(&days.parse::<i64>().unwrap()));
        }
        if let Some(back) = day(record, Field::ReturnOn) {
            let planned = day(record, Field::PlannedOn).unwrap();
            assert!((1..=3).contains(&days_between(planned, back)));
            assert_eq!(day(record, Field::ActualOn).is_some(), planned < TODAY);
        }
    }
}

#[test]
fn files_have_one_to_twelve_records_and_the_intelligence_services_follow_few() {
    let world = build(1_000, 9, TODAY);
    for person in &world.people {
        assert!(
            (1..=12).contains(&person.records.len()),
            "{} in {:?}",
            person.records.len(),
            phase_of(&world, person, TODAY)
        );
    }
    let followed =
        world.people.iter().filter(|p| p.follow_ups.iter().any(|f| f.cause == "radicalisation_follow_up")).count();
    assert!((10..=70).contains(&followed), "{followed}");
    let women = world.people.iter().filter(|p| p.sex == "F").count();
    assert!((40..=140).contains(&women), "{women}");
    let foreign = world.people.iter().filter(|p| p.nationality != "française").count();
    assert!((100..=350).contains(&foreign), "{foreign}");
    for category in DataCategory::ALL {
        // Identity, housing and sentence are no records: they are the person's own columns.
        let columns = matches!(category, DataCategory::Identity | DataCategory::Housing | DataCategory::Sentence);
        assert_eq!(
            world.people.iter().flat_map(|p| &p.records).any(|r| r.category == *category),
            !columns,
            "{category}"
        );
    }
}

#[test]
fn the_showcase_interests_most_of_the_cast() {
    let world = world();
    let person = &world.people[0];
    let house = |slug: &str| world.institution(world.cast(slug).unwrap().institution).unwrap();
    for slug in ["surveillant", "chef-etablissement", "greffe"] {
        assert_eq!(person.stays.last().unwrap().prison, house(slug).id);
    }
    assert_eq!(house("medecin").attached_to, Some(house("surveillant").id));
    for slug in [
        "cpip",
        "dpip",
        "jap",
        "procureur",
        "juriste-parquet",
        "renseignement",
        "renseignement-penitentiaire",
        "association",
    ] {
        assert!(person.follow_ups.iter().any(|f| f.institution == house(slug).id && f.to_on.is_none()), "{slug}");
    }
    let declared = person.declared_commune.as_ref().unwrap();
    assert!(house("gendarmerie").communes.contains(declared));
    let conviction = person.penal.iter().find(|s| s.nature == Nature::Conviction).unwrap();
    assert!(conviction.quantum.unwrap().is_three_years_or_more());
    assert!(person.penal.iter().any(|s| s.nature == Nature::Removal));
    assert_eq!(house("prefecture").departement, house("greffe").departement);

    let find = |id| person.records.iter().find(|r| r.id == id).unwrap();
    let leave = find(world.flagship.leave);
    let planned = day(leave, Field::PlannedOn).unwrap();
    assert!((7..=40).contains(&days_between(TODAY, planned)));
    assert!(house("police").communes.contains(leave.commune.as_ref().unwrap()));
    assert!([Field::LeaveHost, Field::LeaveAddress, Field::Destination].iter().all(|f| value(leave, *f).is_some()));
    assert_eq!(find(world.flagship.communicated).communicated_to, [house("procureur").id]);
    let announced = find(world.flagship.announced_note);
    assert_eq!((announced.handling.cap, announced.owner), (Level::Existence, house("renseignement-penitentiaire").id));
    assert!(person.records.iter().any(|r| r.owner == house("renseignement").id && r.handling.cap == Level::None));
    let count = |category| person.records.iter().filter(|r| r.category == category).count();
    assert_eq!(
        (count(DataCategory::ConferenceRecord), count(DataCategory::Discipline), count(DataCategory::HealthIndicators)),
        (2, 1, 1)
    );
    assert!(person.records.iter().any(|r| r.category == DataCategory::Observation && r.owner == house("medecin").id));
    assert!(world.agents.iter().any(|a| a.functions.contains(&Function::Administrator)));
}

/// Whether a text is typeset: no double space, no straight apostrophe, no breakable space before high punctuation, no leftover mark.
fn typeset(text: &str) -> bool {
    let breakable = [" :", " ;", " ?", " !", " »", "« "];
    !text.contains("  ")
        && !text.contains('\'')
        && !text.contains(['[', ']', '|', '{'])
        && !breakable.iter().any(|mark| text.contains(mark))
        && text.trim() == text
        && !text.contains(" .")
        && !text.contains(" ,")
        && !text.contains("..")
}

#[test]
fn texts_are_typeset() {
    let world = world();
    let mut texts: Vec<&str> = Vec::new();
    for person in &world.people {
        texts.extend(person.penal.iter().filter_map(|s| s.summary.as_deref()));
        texts.extend(person.records.iter().flat_map(|r| &r.fields).map(|(_, text)| text.as_str()));
        texts.extend(
            [&person.declared_address, &person.address_before, &person.usage_name, &person.aliases]
                .into_iter()
                .flatten()
                .map(String::as_str),
        );
        texts.extend([person.family_name.as_str(), &person.given_names, &person.birth_place, &person.nationality]);
    }
    texts.extend(world.agents.iter().flat_map(|a| [a.note, a.quality.as_str(), a.family_name.as_str()]));
    texts.extend(world.institutions.iter().flat_map(|i| [i.name.as_str(), i.short_name.as_str()]));
    for text in texts {
        assert!(typeset(text), "{text:?}");
    }
}

#[test]
fn hardly_two_files_read_the_same() {
    let world = build(400, 1, TODAY);
    for field in [Field::ObservationText, Field::IncidentFacts, Field::Synthesis, Field::NoteText] {
        let texts: Vec<_> = world.people.iter().flat_map(|p| &p.records).filter_map(|r| value(r, field)).collect();
        let distinct: HashSet<_> = texts.iter().collect();
        assert!(
            distinct.len() * 100 >= texts.len() * 70,
            "{} of {} for {}",
            distinct.len(),
            texts.len(),
            field.spec().key
        );
        assert!(distinct.len() >= 30.min(texts.len() / 2), "{} for {}", distinct.len(), field.spec().key);
    }
}
