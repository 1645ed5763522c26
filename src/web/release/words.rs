//! How an alert stands, in words; and who may know of whom it was sent to.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::at::Visit;
use super::super::format;
use crate::domain::release::Fate;
use crate::domain::{Ground, InstitutionKind};
use crate::records::release_board::{Letter, Recipient};

/// What the reader's own service has to do, or did.
pub(in crate::web) struct Own {
    pub(in crate::web) text: String,
    pub(in crate::web) waits: bool,
}

fn now(visit: &Visit) -> Timestamp {
    visit.at.site.clock.now()
}

/// The prison and those above it answer for the sending: they see every recipient that a text names. Whoever else was told
/// is a secret of its own: that an intelligence service follows somebody is not told by the list of who was warned.
pub(in crate::web) fn sees_everybody(visit: &Visit) -> bool {
    matches!(
        visit.reader.kind,
        InstitutionKind::Prison | InstitutionKind::PrisonRegional | InstitutionKind::PrisonCentral
    )
}

/// Whether the reader may know that this service was told.
pub(in crate::web) fn may_know(visit: &Visit, recipient: &Recipient) -> bool {
    let by_text = visit
        .at
        .door
        .agreement()
        .alert_rules()
        .iter()
        .any(|rule| rule.id == recipient.rule && rule.ground != Ground::Practice);
    recipient.institution == visit.reader.institution || (by_text && sees_everybody(visit))
}

/// How the latest alert of the reader's own service stands.
pub(in crate::web) fn own(visit: &Visit, recipients: &[Recipient]) -> Option<Own> {
    let mut own = recipients
        .iter()
        .filter(|r| r.institution == visit.reader.institution && r.fate != Fate::Absorbed && !r.is_replaced)
        .peekable();
    own.peek()?;
    let own: Vec<&Recipient> = own.collect();
    let waiting = own.iter().find(|recipient| recipient.waits());
    Some(match waiting {
        Some(recipient) if recipient.is_late(now(visit)) => Own { text: "Accusé en retard".to_owned(), waits: true },
        Some(_) => Own { text: "Accusé à donner".to_owned(), waits: true },
        None if own.iter().any(|recipient| recipient.acknowledged.is_some()) => {
            Own { text: "Accusé donné".to_owned(), waits: false }
        }
        None => Own { text: "Prévenu".to_owned(), waits: false },
    })
}

/// How many services were told of what holds now and how they stand, then how many are late; for those who may know.
pub(in crate::web) fn told(visit: &Visit, recipients: &[Recipient]) -> (String, String) {
    if !sees_everybody(visit) {
        return (String::new(), String::new());
    }
    let now = now(visit);
    let mut services: Vec<(crate::domain::Id<crate::domain::Institution>, bool, bool)> = Vec::new();
    for recipient in recipients.iter().filter(|r| may_know(visit, r) && r.fate != Fate::Absorbed && !r.is_replaced) {
        let (acknowledged, late) = (recipient.acknowledged.is_some(), recipient.is_late(now));
        match services.iter_mut().find(|(known, ..)| *known == recipient.institution) {
            Some((_, known, is_known_late)) => {
                *known &= acknowledged;
                *is_known_late |= late;
            }
            None => services.push((recipient.institution, acknowledged, late)),
        }
    }
    if services.is_empty() {
        return ("Aucun envoi".to_owned(), String::new());
    }
    let count = |n: usize| n as u64;
    let mut parts = vec![format::count(count(services.len()), "service", "services")];
    let acknowledged = services.iter().filter(|(_, acknowledged, _)| *acknowledged).count();
    if acknowledged > 0 {
        parts.push(format::count(count(acknowledged), "accusé", "accusés"));
    }
    let late = services.iter().filter(|(.., late)| *late).count();
    let late = if late > 0 { format!("{}\u{a0}en retard", format::number(count(late))) } else { String::new() };
    (parts.join(", "), late)
}

/// How one alert stands, in the hours of the prison: a word, more sentences, and whether it is late.
pub(in crate::web) fn state(visit: &Visit, recipient: &Recipient, zone: &TimeZone) -> (String, Vec<String>, bool) {
    let moment = |at: Timestamp| format::moment(at, zone);
    let mut details = Vec::new();
    if let Some((at, by)) = &recipient.acknowledged {
        return (format!("Accusé de réception le {}", moment(*at)), vec![format!("Par {by}.")], false);
    }
    match recipient.fate {
        Fate::Past => return ("Antérieure à la mise en service".to_owned(), details, false),
        Fate::Absorbed => return ("Dite par une autre alerte".to_owned(), details, false),
        Fate::Sent if recipient.is_replaced => {
            return ("Remplacée par une alerte plus récente".to_owned(), details, false);
        }
        Fate::Sent => {}
    }
    let late = recipient.is_late(now(visit));
    if let Some(at) = recipient.reminded_at {
        details.push(format!("Relance le {}.", moment(at)));
    }
    if let Some(at) = recipient.escalated_at {
        details.push(format!("Service supérieur prévenu le {}.", moment(at)));
    }
    let by = recipient.acknowledge_by.map(moment).unwrap_or_default();
    if !late && !by.is_empty() {
        details.push(format!("Accusé attendu avant le {by}."));
    }
    let word = match (late, recipient.read_at, recipient.letter) {
        (true, ..) => format!("En retard\u{a0}: accusé attendu le {by}"),
        (_, Some(at), _) => format!("Lue le {}", moment(at)),
        (_, None, Some(Letter::Accepted)) => "Remise au relais de messagerie".to_owned(),
        (_, None, Some(Letter::Failing)) => "Le relais ne la prend pas\u{a0}; nouvel essai en cours".to_owned(),
        (_, None, Some(Letter::Queued) | None) => "En file d’attente".to_owned(),
    };
    (word, details, late)
}
