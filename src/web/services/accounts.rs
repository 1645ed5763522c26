//! `/institutions/{service}/agents/nouveau` opens an account; `/institutions/{id}/agents/{agent}` changes one, moves it and closes it.

use actix_web::{HttpRequest, HttpResponse};

use super::super::at::Visit;
use super::super::failure::{Answer, Failure, html, html_faulty, see_other};
use super::super::format;
use super::super::forms::Typed;
use super::super::pages::frame::NavItem;
use super::super::pages::parts::{Choice, Faults, Link};
use super::super::pages::preparation::ConfirmPage;
use super::super::pages::services::{AccountFormPage, AccountMove};
use super::form::{line, optional};
use super::{acted, agent, in_the_way, lately, looked, named, told, too_late, words};
use crate::domain::service::{ServiceRule, is_phone};
use crate::domain::{Id, Institution};
use crate::records::clearances::post::Count;
use crate::records::services::accounts::{self, Account, Card, Identity};
use crate::records::services::sheet::{self, Sheet};
use crate::signin::DEMO_ISSUER;

/// What the form calls the demo's issuer.
const DEMO: &str = "demo";

/// The issuers that the settings name; in the demo, its own.
fn issuers(visit: &Visit, chosen: &str) -> Vec<Choice> {
    let site = &visit.at.site;
    let demo = site.is_demo().then(|| Choice::new(DEMO, "Démonstration", chosen == DEMO));
    let configured = site.open_id.choices().into_iter().map(|one| {
        let is_chosen = chosen == one.slug;
        Choice::new(&one.slug, &one.label, is_chosen)
    });
    demo.into_iter().chain(configured).collect()
}

fn issuer(visit: &Visit, code: &str) -> Option<String> {
    let site = &visit.at.site;
    if code == DEMO && site.is_demo() { Some(DEMO_ISSUER.to_owned()) } else { site.open_id.issuer_of(code) }
}

fn issuer_name(visit: &Visit, issuer: &str) -> String {
    let known = visit.at.site.open_id.choice_of(issuer).map(|choice| choice.label);
    known.unwrap_or_else(|| if issuer == DEMO_ISSUER { "Démonstration".to_owned() } else { issuer.to_owned() })
}

fn card(typed: &Typed, faults: &mut Faults) -> Card {
    Card {
        family_name: line(typed, faults, "family_name", 100, "Indiquez le nom, en 100 caractères au plus"),
        given_names: line(typed, faults, "given_names", 100, "Indiquez les prénoms, en 100 caractères au plus"),
        quality: line(typed, faults, "quality", 100, "Indiquez la qualité, en 100 caractères au plus"),
        phone: optional(
            typed,
            faults,
            "phone",
            "Indiquez un numéro de téléphone, par exemple 03 53 01 00 11",
            is_phone,
        ),
    }
}

/// A subject is whatever the provider gives: one line without spaces, of 255 bytes at most (OpenID Connect Core, 2).
fn subject(typed: &Typed, faults: &mut Faults) -> String {
    let subject = typed.text("subject").trim();
    let is_one = (1..=255).contains(&subject.len()) && subject.chars().all(|c| c.is_ascii_graphic());
    if !is_one {
        faults.add(
            "subject",
            "Indiquez l’identifiant que ce fournisseur donne à la personne, en 255 caractères au plus, sans espace",
        );
    } else if subject.contains('@') {
        faults.add("subject", "Indiquez l’identifiant technique attribué pour toujours\u{a0}: une adresse électronique peut passer à quelqu’un d’autre");
    }
    subject.to_owned()
}

async fn service(visit: &Visit, id: Id<Institution>) -> Result<Sheet, Failure> {
    looked(visit, id.to_string(), move |tx, office| sheet::to_change(tx, office, id)).await
}

fn new_page(visit: &Visit, sheet: &Sheet, typed: Option<&Typed>, faults: Faults) -> AccountFormPage {
    let text = |name: &str| typed.map(|typed| typed.text(name).to_owned()).unwrap_or_default();
    let href = words::href(sheet.kept.id);
    AccountFormPage {
        frame: visit.frame("Ouvrir un compte", NavItem::Elsewhere, None),
        heading: "Ouvrir un compte".to_owned(),
        service: sheet.kept.draft.name.clone(),
        back: Link::new("Retour au service", &href),
        action: format!("{href}/agents"),
        version: None,
        issuers: issuers(visit, &text("issuer")),
        subject: text("subject"),
        issuer: String::new(),
        family_name: text("family_name"),
        given_names: text("given_names"),
        quality: text("quality"),
        phone: text("phone"),
        closed: None,
        reopen: None,
        moving: None,
        conflict: None,
        faults,
    }
}

/// `GET /institutions/{service}/agents/nouveau`
pub(in crate::web) async fn show_new(visit: Visit, request: HttpRequest) -> Answer {
    lately(&visit, request.path())?;
    let sheet = service(&visit, named(&visit, &request)?).await?;
    if sheet.kept.closed_at.is_some() {
        return Err(in_the_way(&visit, &ServiceRule::Closed));
    }
    Ok(html(&new_page(&visit, &sheet, None, Faults::default())))
}

/// `POST /institutions/{service}/agents`
pub(in crate::web) async fn open(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let id = named(&visit, &request)?;
    let sheet = service(&visit, id).await?;
    if let Some(confirm) = too_late(&visit) {
        let mut page = new_page(&visit, &sheet, Some(&typed), Faults::default());
        page.frame.confirm = Some(confirm);
        return Ok(html_faulty(&page));
    }
    let mut faults = Faults::default();
    let issuer = issuer(&visit, typed.text("issuer"));
    if issuer.is_none() {
        faults.add("issuer", "Choisissez le fournisseur d’identité");
    }
    let subject = subject(&typed, &mut faults);
    let card = card(&typed, &mut faults);
    let Some(issuer) = issuer.filter(|_| faults.is_empty()) else {
        return Ok(html_faulty(&new_page(&visit, &sheet, Some(&typed), faults)));
    };
    let identity = Identity { issuer, subject };
    let opened =
        acted(&visit, id.to_string(), move |tx, office| accounts::open(tx, office, id, &identity, &card)).await?;
    match opened {
        Ok(account) => Ok(see_other(&format!("{}/agents/{account}?fait=compte", words::href(id)))),
        Err(rule @ ServiceRule::AccountTaken) => {
            faults.add("subject", &rule.words());
            Ok(html_faulty(&new_page(&visit, &sheet, Some(&typed), faults)))
        }
        Err(rule) => Err(in_the_way(&visit, &rule)),
    }
}

/// An account, its service, and what ends with a move or with the account.
pub(super) struct Opened {
    pub(super) sheet: Sheet,
    pub(super) account: Account,
    at_stake: Count,
}

/// `2 habilitations et 1 délégation de signature`; nothing where nothing ends.
fn ends(count: Count) -> String {
    let clearances = format::count(count.clearances as u64, "habilitation", "habilitations");
    let delegations = format::count(count.delegations as u64, "délégation de signature", "délégations de signature");
    match (count.clearances, count.delegations) {
        (0, 0) => String::new(),
        (0, _) => delegations,
        (_, 0) => clearances,
        _ => format!("{clearances} et {delegations}"),
    }
}

/// The account of the address, for an administrator.
pub(super) async fn opened(visit: &Visit, request: &HttpRequest) -> Result<Opened, Failure> {
    let (of, id) = (named(visit, request)?, agent(visit, request)?);
    looked(visit, id.to_string(), move |tx, office| {
        Ok(Opened {
            account: accounts::read(tx, office, of, id)?,
            sheet: sheet::read(tx, office, of)?,
            at_stake: accounts::at_stake(tx, office, id)?,
        })
    })
    .await
}

fn page(visit: &Visit, opened: &Opened, typed: Option<&Typed>, faults: Faults, done: Option<&str>) -> AccountFormPage {
    let Opened { sheet, account, at_stake } = opened;
    let text = |name: &str, now: &str| typed.map_or(now, |typed| typed.text(name)).to_owned();
    let service = words::href(sheet.kept.id);
    let href = format!("{service}/agents/{}", account.id);
    let name = format::full_name(&account.card.family_name, &account.card.given_names);
    let is_open = account.closed_at.is_none();
    let is_own = account.id == visit.reader.agent;
    let services = sheet.all.iter().filter(|one| one.closed_at.is_none() && one.id != sheet.kept.id);
    let choices = std::iter::once(Choice::new("", "Choisissez", true))
        .chain(services.map(|one| Choice::new(&one.id.to_string(), &one.name, false)));
    AccountFormPage {
        frame: visit.frame(&format!("Compte de {name}"), NavItem::Elsewhere, done),
        heading: format!("Compte de {name}"),
        service: sheet.kept.draft.name.clone(),
        back: Link::new("Retour au service", &service),
        action: href.clone(),
        version: is_open.then_some(account.version),
        issuers: Vec::new(),
        subject: account.identity.subject.clone(),
        issuer: issuer_name(visit, &account.identity.issuer),
        family_name: text("family_name", &account.card.family_name),
        given_names: text("given_names", &account.card.given_names),
        quality: text("quality", &account.card.quality),
        phone: text("phone", account.card.phone.as_deref().unwrap_or_default()),
        closed: account.closed_at.map(|at| format::day_of(at.0, &visit.reader.zone)),
        reopen: (!is_open).then(|| format!("{href}/reouverture")),
        moving: (is_open && !is_own).then(|| AccountMove {
            action: format!("{href}/affectation"),
            services: choices.collect(),
            close: format!("{href}/fermeture"),
            ends: ends(*at_stake),
        }),
        conflict: None,
        faults,
    }
}

/// `GET /institutions/{service}/agents/{account}`
pub(in crate::web) async fn show(visit: Visit, request: HttpRequest) -> Answer {
    lately(&visit, request.path())?;
    let typed = Typed::query(&request).unwrap_or_default();
    let opened = opened(&visit, &request).await?;
    Ok(html(&page(&visit, &opened, None, Faults::default(), told(typed.text("fait")))))
}

fn version(visit: &Visit, typed: &Typed) -> Result<i32, Failure> {
    typed.text("version").parse().map_err(|_| visit.at.bad_request("La version du compte manque au formulaire."))
}

/// The forms of the account once more, as typed: the sign-in is too old by now.
fn again(visit: &Visit, opened: &Opened, confirm: String, typed: &Typed, version: i32) -> HttpResponse {
    // Of the two forms, the one that was sent.
    let is_move = typed.text("family_name").is_empty();
    let mut page = page(visit, opened, (!is_move).then_some(typed), Faults::default(), None);
    page.frame.confirm = Some(confirm);
    // What was typed rests on what he was shown, even if another has changed it since.
    page.version = page.version.and(Some(version));
    for choice in page.moving.iter_mut().flat_map(|moving| &mut moving.services) {
        choice.selected = choice.value == typed.text("service");
    }
    html_faulty(&page)
}

/// `POST /institutions/{service}/agents/{account}`
pub(in crate::web) async fn change(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let there = opened(&visit, &request).await?;
    let key = (there.sheet.kept.id, there.account.id);
    let version = version(&visit, &typed)?;
    if let Some(confirm) = too_late(&visit) {
        return Ok(again(&visit, &there, confirm, &typed, version));
    }
    let mut faults = Faults::default();
    let card = card(&typed, &mut faults);
    if !faults.is_empty() {
        return Ok(html_faulty(&page(&visit, &there, Some(&typed), faults, None)));
    }
    let about = key.1.to_string();
    let changed = acted(&visit, about, move |tx, office| accounts::change(tx, office, key, version, &card)).await?;
    match changed {
        Ok(is_changed) => {
            let done = if is_changed { "modification" } else { "identique" };
            Ok(see_other(&format!("{}/agents/{}?fait={done}", words::href(key.0), key.1)))
        }
        Err(ServiceRule::Changed) => {
            let there = opened(&visit, &request).await?;
            let kept = &there.account.card;
            let phone = kept.phone.as_deref().map(|phone| format!(", {phone}")).unwrap_or_default();
            let name = format::full_name(&kept.family_name, &kept.given_names);
            let mut page = page(&visit, &there, Some(&typed), faults, None);
            page.conflict = Some(format!("{name}, {}{phone}", kept.quality));
            Ok(html_faulty(&page))
        }
        Err(rule) => Err(in_the_way(&visit, &rule)),
    }
}

/// `POST /institutions/{service}/agents/{account}/affectation`
pub(in crate::web) async fn transfer(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let there = opened(&visit, &request).await?;
    let key = (there.sheet.kept.id, there.account.id);
    let version = version(&visit, &typed)?;
    if let Some(confirm) = too_late(&visit) {
        return Ok(again(&visit, &there, confirm, &typed, version));
    }
    let Some(to) = Id::<Institution>::parse(typed.text("service")) else {
        let mut faults = Faults::default();
        faults.add("service", "Choisissez le nouveau service");
        return Ok(html_faulty(&page(&visit, &there, None, faults, None)));
    };
    let about = key.1.to_string();
    match acted(&visit, about, move |tx, office| accounts::transfer(tx, office, key, version, to)).await? {
        Ok(()) => Ok(see_other(&format!("{}/agents/{}?fait=affectation", words::href(to), key.1))),
        Err(rule) => Err(in_the_way(&visit, &rule)),
    }
}

/// `GET /institutions/{service}/agents/{account}/fermeture`
pub(in crate::web) async fn show_close(visit: Visit, request: HttpRequest) -> Answer {
    lately(&visit, request.path())?;
    let there = opened(&visit, &request).await?;
    for (stands, rule) in [
        (there.account.closed_at.is_some(), ServiceRule::AccountClosed),
        (there.account.id == visit.reader.agent, ServiceRule::OwnAccount),
    ] {
        if stands {
            return Err(in_the_way(&visit, &rule));
        }
    }
    let href = format!("{}/agents/{}", words::href(there.sheet.kept.id), there.account.id);
    let name = format::full_name(&there.account.card.family_name, &there.account.card.given_names);
    let lost = match ends(there.at_stake) {
        nothing if nothing.is_empty() => "Cette personne n’a ni habilitation ni délégation en cours.".to_owned(),
        lost => format!("Prendront fin aussi, pour toujours\u{a0}: {lost}."),
    };
    Ok(html(&ConfirmPage {
        frame: visit.frame("Fermer un compte", NavItem::Elsewhere, None),
        heading: format!("Fermer le compte de {name}"),
        lines: [
            "Toutes ses connexions prennent fin aussitôt, et aucune autre ne peut s’ouvrir. Rien n’est effacé\u{a0}: ce que cette personne a écrit et consulté demeure, à son nom.",
            lost.as_str(),
            "Un compte fermé par erreur peut être rouvert par l’administration technique\u{a0}; aucune habilitation ne revient avec lui (règle de la plateforme).",
        ]
        .map(str::to_owned)
        .to_vec(),
        action: format!("{href}/fermeture"),
        reason: None,
        submit: "Fermer le compte".to_owned(),
        back: Link::new("Retour au compte", &href),
        faults: Faults::default(),
    }))
}

/// `POST /institutions/{service}/agents/{account}/fermeture`
pub(in crate::web) async fn close(visit: Visit, request: HttpRequest, typed: Typed) -> Answer {
    let (of, id) = (named(&visit, &request)?, agent(&visit, &request)?);
    lately(&visit, request.path())?;
    if typed.text("confirm") != "yes" {
        opened(&visit, &request).await?;
        return Err(visit.at.bad_request("Confirmez la fermeture sur la page qui la demande."));
    }
    match acted(&visit, id.to_string(), move |tx, office| accounts::close(tx, office, of, id)).await? {
        Ok(()) => Ok(see_other(&format!("{}?fait=compte-ferme", words::href(of)))),
        Err(rule) => Err(in_the_way(&visit, &rule)),
    }
}
