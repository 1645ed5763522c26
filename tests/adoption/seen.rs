//! What whoever signs is shown before he signs, and what a signature is still worth when the second comes.

use super::support::portal::Portal;
use super::{AGAIN, NARROW, adopt, entries, files, houses, proposed, put, sign, states, text};

/// The demo's national protocol as it is.
const SAME: &str = "inherits = \"reference\"\n";

/// The same cells under the same act as today's.
fn same_cells(version: u32, more: &str) -> String {
    let act = "Convention-cadre de démonstration (acte inventé) du 5 janvier 2026";
    text(version, "2026-01-05", &format!("{SAME}{more}")).replace("Convention inventée", act)
}

const READERS: &str = "[basis.house]\ncurrent = \"Règle de l’exploitant\"\ncertainty = \"unverified\"\nregime = \"hub\"\n\
    [[journal_readers]]\nregimes = [\"genesis\"]\nkinds = [\"prison_central\"]\nfunctions = [\"head\"]\nslice = \"all\"\n\
    ground = \"practice\"\nbasis = \"house\"\n\
    [[journal_retention]]\nregimes = [\"genesis\"]\nmonths = 1\nbasis = \"house\"\n";

#[actix_web::test]
async fn a_text_that_leaves_every_cell_alone_still_says_which_rules_it_changes() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let head = portal.become_one("directeur-ap").await;
        let nothing = proposed(&portal, &head, &same_cells(2, "")).await;
        assert!(portal.get(&head, &nothing).await.shows("aucune règle ne change"));
        let place = proposed(&portal, &head, &same_cells(3, READERS)).await;
        let judge = portal.become_one("procureur").await;
        let page = portal.get(&judge, &format!("{place}?signer=oui")).await;
        assert!(!page.body.contains("Rien&nbsp;") && !page.body.contains("Rien\u{a0}"), "{}", page.body);
        for told in
            ["Règles qui changent", "Qui lit le journal des accès", "les accès de tous les services", "1\u{a0}mois"]
        {
            assert!(page.shows(told), "{told}: {}", page.body);
        }
        // Whoever wants to know who may do what today finds it too.
        let today = portal.get(&judge, "/protocole").await;
        for told in ["Qui habilite", "Conservation du journal", "Fermeture des points"] {
            assert!(today.shows(told), "{told}");
        }
    }
}

#[actix_web::test]
async fn what_was_adopted_for_a_later_day_does_not_fall_in_silence() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let head = portal.become_one("directeur-ap").await;
        let closing = proposed(&portal, &head, &text(2, "2027-01-01", NARROW)).await;
        adopt(&portal, &closing).await;
        let head = portal.become_one("directeur-ap").await;
        let sooner = proposed(&portal, &head, &same_cells(3, "").replace("2026-01-05", "2026-12-01")).await;
        let page = portal.get(&head, &sooner).await;
        for told in
            ["Protocoles adoptés qui ne s’appliqueront jamais", "demo-national@2", "01/01/2027", "Ce qui s’ouvre"]
        {
            assert!(page.shows(told), "{told}: {}", page.body);
        }
    }
}

#[actix_web::test]
async fn a_first_signature_counts_only_as_long_as_whoever_gave_it_could_give_it() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let head = portal.become_one("directeur-ap").await;
        let place = proposed(&portal, &head, &text(2, "2026-01-05", NARROW)).await;
        assert_eq!(sign(&portal, &head, &place).await.location(), format!("{place}?fait=signature"));
        let becomes = |state: &str| {
            let who = "(SELECT id FROM agent WHERE subject = 'directeur-ap')";
            house.try_statement(&format!("UPDATE clearance SET state = '{state}' WHERE agent_id = {who}")).unwrap();
        };
        becomes("suspended");
        let judge = portal.become_one("procureur").await;
        let refused = sign(&portal, &judge, &place).await;
        assert_eq!(refused.status, 409, "{}", refused.body);
        assert!(refused.shows("n’est plus habilitée"), "{}", refused.body);
        assert_eq!(states(&house), ["signed"], "nothing was adopted");
        assert!(entries(&house).iter().any(|entry| entry.3.as_deref() == Some("signatory_gone")));
        // Back in his place, his signature counts again.
        becomes("active");
        assert_eq!(sign(&portal, &judge, &place).await.location(), format!("{place}?fait=adoption"));
    }
}

#[actix_web::test]
async fn a_national_restriction_waits_for_no_departement() {
    for house in houses() {
        let portal = Portal::open(&house).await;
        let head = portal.become_one("directeur-ap").await;
        let local = AGAIN
            .replace("demo-national", "nord")
            .replace("Protocole national", "Protocole du Nord")
            .replace("VERSION", "1")
            .replace("FROM", "2026-01-05")
            .replace("national = true", "departement = \"59\"");
        let wide = NARROW.replace("\"summary\"", "\"full\"");
        let place = proposed(&portal, &head, &format!("{local}{wide}")).await;
        adopt(&portal, &place).await;
        let head = portal.become_one("directeur-ap").await;
        let restriction = proposed(&portal, &head, &text(2, "2026-01-05", NARROW)).await;
        let page = portal.get(&head, &restriction).await;
        assert!(page.shows("Protocoles locaux ramenés à celui-ci") && page.shows("nord@1"), "{}", page.body);
        adopt(&portal, &restriction).await;
        assert_eq!(files(&portal, "surveillant").await, 0, "the restriction holds");
        let head = portal.become_one("directeur-ap").await;
        assert!(portal.get(&head, "/protocole").await.shows("reference@1+demo-national@2+nord@1"));
        // A new local text may not say more than the national one.
        let more = put(&portal, &head, &format!("{}{wide}", local.replace("version = 1", "version = 2"))).await;
        assert!(more.shows("gives more than demo-national@2"), "{}", more.body);
    }
}
