//! Around the table: what is written about an item before and during the sitting, by whom, and who is stopped.

#[path = "canary/world.rs"]
mod canaries;
mod support;

use actix_web::http::header;
use actix_web::test::TestRequest;
use diesel::prelude::*;
use quadrige::access::{Conducted, Reader};
use quadrige::conferences;
use quadrige::db::schema::{action, contribution, opinion, record, sitting as sittings, synthesis};
use quadrige::domain::conference::{Obstacle, SittingState};
use quadrige::domain::{AgendaItem, Id, Sitting};
use quadrige::records::conference::item;
use support::house::TestHouse;
use support::portal::{Portal, Reply};
use support::table::{NEXT_WEEK, done, lasting, person};

/// The day of the sitting, at half past two in Paris.
const HELD: &str = "2026-11-28T13:30:00Z";

/// On each engine that is there, with clearances that last.
fn houses() -> Vec<TestHouse> {
    TestHouse::everywhere(|| lasting(canaries::world()))
}

/// A sitting with two items, convoked. SPIP, school and health are invited to the first; SPIP, the association by name and the
/// police by name to the second.
struct Table {
    house: TestHouse,
    portal: Portal,
    sitting: Id<Sitting>,
    first: Id<AgendaItem>,
    second: Id<AgendaItem>,
}

impl Table {
    async fn of(house: TestHouse) -> Self {
        let cpu = house.cpu().await;
        let sitting = house.sitting(cpu, NEXT_WEEK).await;
        let guests = vec![
            house.guest("spip-douai", None, false),
            house.guest("enseignement-cp-marais-de-scarpe", None, false),
            house.guest("sante-cp-marais-de-scarpe", None, false),
        ];
        let first = house.put(sitting, person(&house, "detention"), "Kanari objet un", Some(guests)).await;
        let guests = vec![
            house.guest("spip-douai", None, false),
            house.guest("association-passerelles", Some("association"), true),
        ];
        let second = house.put(sitting, person(&house, "pre_release"), "Kanari objet deux", Some(guests)).await;
        house.convoke(sitting).await;
        let portal = Portal::open(&house).await;
        Self { house, portal, sitting, first, second }
    }

    /// The same, held and presided by the head.
    async fn held(house: TestHouse) -> Self {
        let table = Self::of(house).await;
        table.house.set_clock(HELD);
        let chair = table.house.agent("chef-etablissement").to_string();
        let opened = table.post("greffe", &format!("/seances/{}/ouverture", table.sitting), &[("chair", &chair)]).await;
        assert_eq!(opened.status, 303, "{}", opened.body);
        table
    }

    fn path(&self, item: Id<AgendaItem>) -> String {
        format!("/seances/{}/points/{item}", self.sitting)
    }

    async fn get(&self, slug: &str, path: &str) -> Reply {
        let cookie = self.portal.become_one(slug).await;
        self.portal.get(&cookie, path).await
    }

    async fn post(&self, slug: &str, path: &str, form: &[(&str, &str)]) -> Reply {
        let cookie = self.portal.become_one(slug).await;
        self.portal.post(&cookie, path, form).await
    }

    /// Posts to a form of the first item.
    async fn say(&self, slug: &str, form: &str, fields: &[(&str, &str)]) -> Reply {
        self.post(slug, &format!("{}/{form}", self.path(self.first)), fields).await
    }

    async fn contribute(&self, slug: &str, text: &str) -> Reply {
        let fields = [("version", "0"), ("prior_comment", text), ("proposed_opinion", "favourable")];
        self.say(slug, "contribution", &fields).await
    }

    async fn autosave(&self, slug: &str, version: &str, text: &str) -> Reply {
        let cookie = self.portal.become_one(slug).await;
        let request = TestRequest::post()
            .uri(&format!("{}/synthese", self.path(self.first)))
            .insert_header((header::COOKIE, cookie))
            .insert_header(("x-autosave", "1"))
            .set_form([("version", version), ("text", text)]);
        self.portal.send(request).await
    }

    async fn step(&self, to: SittingState) {
        let id = self.sitting;
        self.house.look(|c| {
            diesel::update(sittings::table.filter(sittings::id.eq(id))).set(sittings::state.eq(to)).execute(c)
        });
    }

    fn service(&self, slug: &str) -> String {
        self.house.service(slug).to_string()
    }
}

#[track_caller]
fn redirected(reply: &Reply, to: &str) {
    assert_eq!(reply.status, 303, "{}", reply.body);
    assert!(reply.location().contains(to), "{}", reply.location());
}

#[track_caller]
fn says(reply: &Reply, obstacle: Obstacle) {
    assert!(reply.status >= 400, "{}", reply.status);
    assert!(reply.shows(obstacle.label()), "{} not said:\n{}", obstacle.code(), reply.body);
}

#[actix_web::test]
async fn three_contributions_stand_side_by_side_and_the_secretariat_sees_who_is_missing() {
    for house in houses() {
        let table = Table::of(house).await;
        for slug in ["dpip", "surveillant", "enseignante"] {
            redirected(
                &table.contribute(slug, &format!("Kontribution de {slug}")).await,
                "?fait=contribution#contributions",
            );
        }
        let page = table.get("greffe", &table.path(table.first)).await;
        assert_eq!(page.status, 200, "{}", page.body);
        for slug in ["dpip", "surveillant", "enseignante"] {
            assert!(page.shows(&format!("Kontribution de {slug}")), "{slug}");
        }
        assert!(page.shows("Kanari objet un") && page.shows("Point 1 sur 2"));
        let second = table.get("greffe", &table.path(table.second)).await;
        assert!(second.shows("Point 2 sur 2") && second.shows("attendue") && second.shows("rel=\"prev\""));
        // The association has one item: its first; it isn't told who else hasn't written.
        let theirs = table.get("association", &table.path(table.second)).await;
        assert_eq!(theirs.status, 200, "{}", theirs.body);
        assert!(theirs.shows("Point 1 sur 1") && !theirs.shows("attendue") && !theirs.shows("rel=\"prev\""));
        // Once more, from the version that is there.
        let again = [("version", "1"), ("prior_comment", "Kontribution revue"), ("proposed_opinion", "reserved")];
        redirected(&table.say("dpip", "contribution", &again).await, "contribution");
        assert!(table.get("enseignante", &table.path(table.first)).await.shows("Kontribution revue"));
    }
}

#[actix_web::test]
async fn two_of_the_same_service_who_edit_see_both_texts() {
    for house in houses() {
        let table = Table::of(house).await;
        redirected(&table.contribute("dpip", "Le premier texte").await, "contribution");
        let second = table.contribute("cpip", "Le second texte").await;
        assert_eq!(second.status, 409, "{}", second.body);
        assert!(second.shows("Le premier texte") && second.shows("Le second texte"));
        assert_eq!(second.field("version").as_deref(), Some("1"));
        let kept = [("version", "1"), ("prior_comment", "Les deux textes"), ("proposed_opinion", "favourable")];
        redirected(&table.say("cpip", "contribution", &kept).await, "contribution");
        let rows: i64 = table.house.look(|c| contribution::table.count().get_result(c));
        assert_eq!(rows, 1);
    }
}

#[actix_web::test]
async fn a_restriction_is_honoured() {
    for house in houses() {
        let table = Table::of(house).await;
        let restricted = [
            ("version", "0"),
            ("prior_comment", "Kontribution pour la prison"),
            ("proposed_opinion", "unfavourable"),
            ("audience", "prison"),
        ];
        redirected(&table.say("dpip", "contribution", &restricted).await, "contribution");
        assert!(table.get("greffe", &table.path(table.first)).await.shows("Kontribution pour la prison"));
        let school = table.get("enseignante", &table.path(table.first)).await;
        assert!(school.status == 200 && !school.shows("Kontribution pour") && !school.shows("défavorable</span>"));

        let summary = [
            ("version", "0"),
            ("prior_comment", "Kontribution de la classe"),
            ("proposed_opinion", "reserved"),
            ("cap", "summary"),
        ];
        redirected(&table.say("enseignante", "contribution", &summary).await, "contribution");
        let seen = table.get("greffe", &table.path(table.first)).await;
        assert!(
            !seen.shows("Kontribution de la classe")
                && seen.shows("réservé</span>")
                && seen.shows("Texte non communiqué")
        );
        // Kept from the prison itself: the secretariat learns that it is there, and nothing of it.
        let hidden = [
            ("version", "1"),
            ("prior_comment", "Kontribution de la classe"),
            ("proposed_opinion", "reserved"),
            ("audience", "probation"),
        ];
        redirected(&table.say("enseignante", "contribution", &hidden).await, "contribution");
        let seen = table.get("greffe", &table.path(table.first)).await;
        assert!(!seen.shows("Kontribution de la classe") && seen.shows("a réservé sa contribution"));
        let theirs = table.get("enseignante", &table.path(table.first)).await;
        assert!(theirs.shows("Kontribution de la classe") && theirs.shows("value=\"probation\" checked"));
        assert!(table.get("dpip", &table.path(table.first)).await.shows("Kontribution de la classe"));
    }
}

#[actix_web::test]
async fn an_item_that_is_not_mine_answers_like_one_that_does_not_exist() {
    for house in houses() {
        let table = Table::held(house).await;
        let nowhere: Id<AgendaItem> = Id::from_bytes([77; 16]);
        let forms = ["", "/contribution", "/rubriques", "/avis", "/synthese", "/decision", "/actions"];
        // Not invited at all; invited to the other item; of another prison.
        for (slug, item) in [
            ("jap", table.first),
            ("association", table.first),
            ("enseignante", table.second),
            ("police", table.second),
        ] {
            for form in forms {
                let fields: &[(&str, &str)] = &[
                    ("version", "0"),
                    ("text", "x"),
                    ("prior_comment", "x"),
                    ("proposed_opinion", "none"),
                    ("decision", "decided"),
                    ("decision_text", "x"),
                    ("action_text", "x"),
                    ("institution", "aaaaaaaaaaaaaaaaaaaaaaaaaa"),
                    ("due_on", "2026-12-24"),
                ];
                let ask = async |item: Id<AgendaItem>| {
                    let path = format!("{}{form}", table.path(item));
                    if form.is_empty() { table.get(slug, &path).await } else { table.post(slug, &path, fields).await }
                };
                let (theirs, none) = (ask(item).await, ask(nowhere).await);
                assert_eq!((theirs.status, &theirs.body), (404, &none.body), "{slug} {form}");
                assert_eq!(theirs.headers, none.headers, "{slug} {form}");
            }
        }
        // An item of another sitting, for somebody who sees both.
        let cpu = table.house.look(|c| sittings::table.find(table.sitting).select(sittings::commission_id).first(c));
        let other = table.house.sitting(cpu, "2026-12-05T13:00:00Z").await;
        let (crossed, none) =
            (format!("/seances/{other}/points/{}", table.first), format!("/seances/{other}/points/{nowhere}"));
        assert_eq!(table.get("greffe", &crossed).await.body, table.get("greffe", &none).await.body);
        let crossed = table.post("greffe", &format!("{crossed}/synthese"), &[("version", "0"), ("text", "x")]).await;
        assert_eq!(crossed.status, 404);
    }
}

#[actix_web::test]
async fn an_invitation_withdrawn_and_a_clearance_ended_count_at_the_next_click() {
    for house in houses() {
        let table = Table::of(house).await;
        redirected(&table.contribute("enseignante", "Kontribution restée").await, "contribution");
        let (first, school) = (table.first, table.house.service("enseignement-cp-marais-de-scarpe"));
        let head = table.house.reader("chef-etablissement").await;
        let withdrawn = table
            .house
            .house
            .door
            .conduct(&head, Conducted::Sitting(table.sitting), move |tx, conduct| {
                conferences::withdraw_invitation(tx, conduct, first, school, "")
            })
            .await
            .unwrap();
        done(withdrawn);
        let refused = table.contribute("enseignante", "Kontribution tardive").await;
        assert!(refused.status == 403 && refused.shows("a été retirée"), "{} {}", refused.status, refused.body);
        assert!(table.get("greffe", &table.path(first)).await.shows("Kontribution restée"), "what was said stays");

        let cookie = table.portal.become_one("dpip").await;
        assert_eq!(table.portal.get(&cookie, &table.path(first)).await.status, 200);
        table.house.set_clock("2031-01-02T09:00:00Z");
        let cookie = table.portal.become_one("dpip").await;
        let path = format!("{}/contribution", table.path(first));
        let fields = [("version", "0"), ("prior_comment", "x"), ("proposed_opinion", "none")];
        let ended = table.portal.post(&cookie, &path, &fields).await;
        assert!(ended.status == 403 && ended.shows("a pris fin"), "{} {}", ended.status, ended.body);
    }
}

#[actix_web::test]
async fn health_answers_closed_questions_and_contributes_nothing() {
    for house in houses() {
        let table = Table::held(house).await;
        let page = table.get("medecin", &table.path(table.first)).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(
            page.shows("questions fermées") && page.shows("observations/nouvelle") && !page.shows("/contribution\"")
        );
        says(&table.contribute("medecin", "Kontribution clinique").await, Obstacle::MedicalSecrecy);
        let health = table.service("sante-cp-marais-de-scarpe");
        let (stance, version) = (format!("stance-{health}"), format!("version-{health}"));
        for slug in ["medecin", "greffe"] {
            let row = [("who", health.as_str()), (&stance, "favourable"), (&version, "0")];
            says(&table.say(slug, "avis", &row).await, Obstacle::MedicalSecrecy);
        }
        let count: i64 = table.house.look(|c| contribution::table.count().get_result(c));
        assert_eq!(count, 0);

        // What it may say is a closed answer: read by whom the protocol names, and written by nobody else.
        let before: i64 = table.house.look(|c| record::table.count().get_result(c));
        redirected(
            &table.say("medecin", "reponses", &[("smoker", "yes"), ("fit_for_work", "no")]).await,
            "?fait=sante",
        );
        let after: i64 = table.house.look(|c| record::table.count().get_result(c));
        assert_eq!(after, before + 1);
        assert_eq!(table.say("medecin", "reponses", &[("smoker", "Kanari")]).await.status, 422);
        assert_eq!(table.say("medecin", "reponses", &[("prior_comment", "Kanari")]).await.status, 422);
        assert_eq!(table.say("greffe", "reponses", &[("smoker", "yes")]).await.status, 403);
        assert!(!table.get("greffe", &table.path(table.first)).await.shows("/reponses"));
    }
}

#[actix_web::test]
async fn categories_are_laid_on_the_table_and_taken_back_by_who_has_them_in_full() {
    for house in houses() {
        let table = Table::of(house).await;
        redirected(&table.say("greffe", "rubriques", &[("category", "observation")]).await, "#rubriques");
        let page = table.get("enseignante", &table.path(table.first)).await;
        let link = format!("/dossiers/{}#observation", person(&table.house, "detention"));
        assert!(page.shows(&link), "{}", page.body);
        says(&table.say("enseignante", "rubriques", &[("category", "discipline")]).await, Obstacle::NotTheirs);
        says(&table.say("greffe", "rubriques", &[("category", "health_indicators")]).await, Obstacle::NotTheirs);
        redirected(&table.say("greffe", "rubriques", &[]).await, "#rubriques");
        assert!(!table.get("enseignante", &table.path(table.first)).await.shows(&link));
    }
}

#[actix_web::test]
async fn a_sitting_is_opened_by_its_secretariat_with_somebody_who_may_preside() {
    for house in houses() {
        let table = Table::of(house).await;
        let opening = format!("/seances/{}/ouverture", table.sitting);
        let clerk = table.house.agent("greffe").to_string();
        let faulty = table.post("greffe", &opening, &[("chair", &clerk)]).await;
        assert_eq!(faulty.status, 422);
        assert!(faulty.shows(Obstacle::ChairNeeded.label()));
        says(&table.post("surveillant", &opening, &[("chair", &clerk)]).await, Obstacle::NotTheSecretariat);
        assert_eq!(table.post("dpip", &opening, &[("chair", &clerk)]).await.status, 404);
        let represents = table.house.agent("encadrement").to_string();
        redirected(&table.post("greffe", &opening, &[("chair", &represents)]).await, "presences?fait=ouverture");
        says(&table.post("greffe", &opening, &[("chair", &represents)]).await, Obstacle::AlreadyOpen);
        assert!(table.get("dpip", &table.path(table.first)).await.shows("présidée par"));
    }
}

#[actix_web::test]
async fn each_reader_sees_the_attendance_of_those_invited_to_his_item() {
    for house in houses() {
        let table = Table::held(house).await;
        let path = format!("/seances/{}/presences", table.sitting);
        assert_eq!(table.get("dpip", &path).await.status, 403);
        assert_eq!(table.get("jap", &path).await.status, 404);
        let page = table.get("greffe", &path).await;
        assert_eq!(page.body.matches("name=\"who\"").count(), 5, "{}", page.body);
        let who: Vec<String> = page
            .body
            .split("name=\"who\" value=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect();
        let mut form: Vec<(String, String)> = Vec::new();
        for (n, who) in (1..).zip(&who) {
            form.push(("who".into(), who.clone()));
            let named = !who.ends_with('/');
            form.push((format!("presence-{n}"), if named { "absent" } else { "room" }.into()));
            form.push((format!("detail-{n}"), if named { "Kanari empêché" } else { "" }.into()));
        }
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        redirected(&table.post("greffe", &path, &form).await, "?fait=presences");
        let theirs = table.get("association", &table.path(table.second)).await;
        assert!(theirs.shows("Kanari empêché") && theirs.shows("en salle"));
        let school = table.get("enseignante", &table.path(table.first)).await;
        assert!(school.shows("en salle") && !school.shows("Kanari empêché") && !school.shows("Passerelles"));
        let unsaid = [("who", who[0].as_str()), ("presence-1", "represented")];
        let faulty = table.post("greffe", &path, &unsaid).await;
        assert!(faulty.status == 422 && faulty.shows(Obstacle::DetailNeeded.label()));
    }
}

#[actix_web::test]
async fn opinions_are_given_by_institution_and_say_who_wrote_them_down() {
    for house in houses() {
        let table = Table::held(house).await;
        let row = |service: &str, stance: &str, reason: &str, version: &str| {
            let id = table.service(service);
            vec![
                ("who".to_owned(), id.clone()),
                (format!("stance-{id}"), stance.to_owned()),
                (format!("reason-{id}"), reason.to_owned()),
                (format!("version-{id}"), version.to_owned()),
            ]
        };
        let send = async |slug: &str, rows: Vec<(String, String)>| {
            let rows: Vec<(&str, &str)> = rows.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            table.say(slug, "avis", &rows).await
        };
        redirected(&send("dpip", row("spip-douai", "reserved", "Kanari motif du SPIP", "0")).await, "?fait=avis#avis");
        let mut both = row("enseignement-cp-marais-de-scarpe", "favourable", "", "0");
        both.extend(row("cp-marais-de-scarpe", "favourable", "", "0"));
        redirected(&send("greffe", both).await, "?fait=avis#avis");
        let page = table.get("enseignante", &table.path(table.first)).await;
        assert!(page.shows("Kanari motif du SPIP") && page.shows("recueilli en séance par"));
        // What a service said itself, nobody else changes; of another service only the secretariat writes.
        says(&send("greffe", row("spip-douai", "favourable", "", "1")).await, Obstacle::OwnOpinion);
        says(
            &send("enseignante", row("cp-marais-de-scarpe", "favourable", "x", "1")).await,
            Obstacle::NotTheSecretariat,
        );
        says(&send("greffe", row("association-passerelles", "favourable", "", "0")).await, Obstacle::NotInvited);
        let unreasoned = send("dpip", row("spip-douai", "unfavourable", "", "1")).await;
        assert!(unreasoned.status == 422 && unreasoned.shows("Motivez un avis"), "{}", unreasoned.body);
        let late = send("cpip", row("spip-douai", "favourable", "Autre motif", "0")).await;
        assert!(late.status == 422 && late.shows("Kanari motif du SPIP") && late.shows("Autre motif"), "{}", late.body);
        let rows: i64 = table.house.look(|c| opinion::table.count().get_result(c));
        assert_eq!(rows, 3);
    }
}

#[actix_web::test]
async fn a_synthesis_saves_itself_and_two_editors_see_both_texts() {
    for house in houses() {
        let table = Table::held(house).await;
        let page = table.get("greffe", &table.path(table.first)).await;
        assert!(
            page.shows("data-autosave=")
                && page.header("content-security-policy").unwrap().contains("script-src 'self'")
        );
        assert!(!table.get("dpip", &table.path(table.first)).await.shows("data-autosave="));
        let saved = table.autosave("greffe", "0", "Kanari synthèse").await;
        assert_eq!((saved.status, saved.body.contains("\"version\":1")), (200, true), "{}", saved.body);
        // The answer was lost: the same text again is saved.
        let again = table.autosave("greffe", "0", "Kanari synthèse").await;
        assert_eq!((again.status, again.body.contains("\"version\":1")), (200, true), "{}", again.body);
        let other = table.autosave("encadrement", "0", "Kanari autre synthèse").await;
        assert_eq!(other.status, 409);
        assert!(other.shows("\"theirs\":\"Kanari synthèse\"") && other.shows("\"version\":1"), "{}", other.body);
        let button = [("version", "0"), ("text", "Kanari autre synthèse")];
        let pages = table.say("encadrement", "synthese", &button).await;
        assert_eq!(pages.status, 409);
        assert!(pages.shows(">Kanari synthèse</textarea>") && pages.shows(">Kanari autre synthèse</textarea>"));
        redirected(&table.say("encadrement", "synthese", &[("version", "1"), ("text", "Les deux")]).await, "#synthese");
        assert_eq!(table.autosave("greffe", "2", "").await.status, 422);
        says(&table.say("dpip", "synthese", &[("version", "2"), ("text", "x")]).await, Obstacle::NotTheSecretariat);
        assert_eq!(table.autosave("dpip", "2", "x").await.status, 403);
        let rows: i64 = table.house.look(|c| synthesis::table.count().get_result(c));
        assert_eq!(rows, 1);
    }
}

#[actix_web::test]
async fn only_the_competent_decide_and_not_to_act_has_its_reason_and_its_review() {
    for house in houses() {
        let table = Table::held(house).await;
        let decided = [("version", "0"), ("decision", "decided"), ("decision_text", "Kanari décision")];
        for slug in ["dpip", "greffe", "surveillant", "enseignante"] {
            says(&table.say(slug, "decision", &decided).await, Obstacle::NotCompetent);
        }
        let head = "chef-etablissement";
        let bare = table.say(head, "decision", &[("version", "0"), ("decision", "decided_not")]).await;
        assert!(bare.status == 422 && bare.shows(Obstacle::ReasonNeeded.label()), "{}", bare.body);
        let reasoned = [("version", "0"), ("decision", "deferred"), ("decision_reason", "Kanari motif")];
        let unreviewed = table.say(head, "decision", &reasoned).await;
        assert!(
            unreviewed.status == 422
                && unreviewed.shows(Obstacle::ReviewNeeded.label())
                && unreviewed.shows("Kanari motif")
        );
        let past = [reasoned[0], reasoned[1], reasoned[2], ("review_on", "2026-11-27")];
        assert_eq!(table.say(head, "decision", &past).await.status, 422);
        let whole = [reasoned[0], reasoned[1], reasoned[2], ("review_on", "2026-12-28")];
        redirected(&table.say(head, "decision", &whole).await, "?fait=decision#decision-prise");
        let page = table.get("dpip", &table.path(table.first)).await;
        assert!(page.shows("Décision reportée") && page.shows("28/12/2026") && page.shows("chef d’établissement"));
        assert!(page.shows("D. 211-34") && page.shows("Kanari motif"));
        // Whoever represents the head decides by delegation; from an old version he sees both.
        let late = table.say("encadrement", "decision", &decided).await;
        assert!(late.status == 409 && late.shows("Kanari motif") && late.shows("Kanari décision"), "{}", late.body);
        let newer = [("version", "1"), decided[1], decided[2]];
        redirected(&table.say("encadrement", "decision", &newer).await, "decision");
        assert!(table.get("dpip", &table.path(table.first)).await.shows("par délégation du chef"));
    }
}

#[actix_web::test]
async fn actions_go_to_those_invited_on_a_day_to_come_and_come_up_again() {
    for house in houses() {
        let table = Table::held(house).await;
        let spip = table.service("spip-douai");
        let give = |institution: &str, agent: &str, due: &str| {
            [
                ("action_text", "Kanari vérifier l’hébergement".to_owned()),
                ("institution", institution.to_owned()),
                ("agent", agent.to_owned()),
                ("due_on", due.to_owned()),
            ]
        };
        let send = async |slug: &str, form: [(&str, String); 4]| {
            let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            table.say(slug, "actions", &form).await
        };
        let police = table.house.agent("police").to_string();
        let uninvited = send("greffe", give(&table.service("association-passerelles"), "", "2026-12-15")).await;
        assert!(uninvited.status == 422 && uninvited.shows(Obstacle::NotInvited.label()), "{}", uninvited.body);
        let past = send("greffe", give(&spip, "", "2026-11-27")).await;
        assert!(past.status == 422 && past.shows(Obstacle::InThePast.label()) && past.shows("Kanari vérifier"));
        let stranger = send("greffe", give(&spip, &police, "2026-12-15")).await;
        assert!(stranger.status == 422 && stranger.shows(Obstacle::NotOfTheService.label()));
        let health = send("greffe", give(&table.service("sante-cp-marais-de-scarpe"), "", "2026-12-15")).await;
        assert_eq!(health.status, 422);
        says(&send("dpip", give(&spip, "", "2026-12-15")).await, Obstacle::NotTheSecretariat);

        let dpip = table.house.agent("dpip").to_string();
        redirected(&send("greffe", give(&spip, &dpip, "2026-12-15")).await, "?fait=action#actions");
        redirected(&send("greffe", give(&spip, "", "2026-12-20")).await, "?fait=action#actions");
        let ids: Vec<String> = table.house.look(|c| action::table.order(action::due_on).select(action::id).load(c));
        redirected(&table.say("greffe", "actions", &[("remove", &ids[1])]).await, "?fait=retrait");
        let page = table.get("enseignante", &table.path(table.first)).await;
        assert_eq!(page.body.matches("Kanari vérifier").count(), 1, "{}", page.body);
        assert!(page.shows("15/12/2026"));

        // At the next sitting, late: the secretariat and SPIP, who see that item, are reminded of it.
        let cpu = table.house.look(|c| sittings::table.find(table.sitting).select(sittings::commission_id).first(c));
        let next = table.house.sitting(cpu, "2027-01-05T13:00:00Z").await;
        let again = table.house.put(next, person(&table.house, "detention"), "Suite", None).await;
        table.house.convoke(next).await;
        table.house.set_clock("2027-01-04T13:00:00Z");
        for slug in ["greffe", "dpip"] {
            let page = table.get(slug, &format!("/seances/{next}/points/{again}")).await;
            assert!(
                page.shows("Actions des séances précédentes")
                    && page.shows("Kanari vérifier")
                    && page.shows("en retard"),
                "{slug}"
            );
        }
    }
}

#[actix_web::test]
async fn what_comes_too_late_or_too_early_is_said_with_what_to_do_and_keeps_the_text() {
    for house in houses() {
        let table = Table::of(house).await;
        says(&table.say("greffe", "synthese", &[("version", "0"), ("text", "x")]).await, Obstacle::NotOpen);
        for (state, obstacle) in
            [(SittingState::Circulated, Obstacle::AlreadyCirculated), (SittingState::Sealed, Obstacle::Sealed)]
        {
            table.step(state).await;
            let late = table.contribute("dpip", "Kontribution tardive").await;
            says(&late, obstacle);
            assert!(late.shows("Kontribution tardive</textarea>"), "{}", late.body);
        }
        says(&table.say("greffe", "synthese", &[("version", "0"), ("text", "x")]).await, Obstacle::Sealed);
        let closed = table.autosave("greffe", "0", "x").await;
        assert!(closed.status == 403 && closed.shows("Copiez votre texte"), "{}", closed.body);
        let page = table.get("greffe", &table.path(table.first)).await;
        assert!(page.status == 200 && page.shows("Votre additif"), "{}", page.body);
        let forms = page.body.matches("<textarea").count();
        assert_eq!(forms, 1, "no dead form: what is sealed takes an addendum alone");
    }
}

/// The readers of the suite are what the doors know.
#[actix_web::test]
async fn an_item_is_read_in_few_queries_for_who_is_there() {
    let table = Table::held(TestHouse::of(lasting(canaries::world()))).await;
    let reader: std::sync::Arc<Reader> = table.house.reader("greffe").await;
    let (first, sitting) = (table.first, table.sitting);
    let who = std::sync::Arc::clone(&reader);
    let read = table
        .house
        .house
        .door
        .consult_item(&reader, first, quadrige::access::Asked::ToSee, move |tx, grant| {
            item::read(tx, grant, &who, (first, sitting))
        })
        .await
        .unwrap();
    let quadrige::access::Consulted::Granted(visit) = read else { panic!("refused") };
    let sheet = visit.content.expect("an item");
    assert_eq!(sheet.own_items, [first, table.second]);
    assert_eq!(sheet.invited.len(), 4);
}
