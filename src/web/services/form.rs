//! The form of a service: what was typed becomes a draft, or says what is wrong beside each field.

use super::super::forms::Typed;
use super::super::pages::parts::{Choice, Faults};
use super::super::pages::services::ServiceForm;
use super::words;
use crate::domain::service::territory::{self, MOST, NoTerritory, is_commune};
use crate::domain::service::{
    Channel, ServiceDraft, ZONES, is_departement, is_mailbox, is_phone, is_slug, superiors_of,
};
use crate::domain::value::ValueKind;
use crate::domain::{Id, Institution, InstitutionKind, Value};
use crate::records::services::Listed;

/// A short text on one line; says what is wrong where it is empty or too long.
pub(super) fn line(typed: &Typed, faults: &mut Faults, field: &str, most: usize, message: &str) -> String {
    match ValueKind::Text.parse(typed.text(field)) {
        Ok(Value::Text(text)) if text.chars().count() <= most => text,
        _ => {
            faults.add(field, message);
            String::new()
        }
    }
}

/// A text that may be left out, of a form of its own.
pub(super) fn optional(
    typed: &Typed,
    faults: &mut Faults,
    field: &str,
    message: &str,
    is_good: impl Fn(&str) -> bool,
) -> Option<String> {
    let text = typed.text(field).trim();
    if text.is_empty() {
        return None;
    }
    if !is_good(text) {
        faults.add(field, message);
    }
    Some(text.to_owned())
}

fn service(typed: &Typed, faults: &mut Faults, field: &str) -> Option<Id<Institution>> {
    let text = typed.text(field);
    let id = Id::parse(text);
    if id.is_none() && !text.is_empty() {
        faults.add(field, "Choisissez un service de la liste");
    }
    id
}

/// Reads the form; of a service that is there, the code stays what it is.
///
/// # Errors
/// Every field that can't be read.
pub(super) fn read(typed: &Typed, slug: Option<&str>) -> Result<ServiceDraft, Faults> {
    let mut faults = Faults::default();
    let slug = match slug {
        Some(slug) => slug.to_owned(),
        None => {
            let slug = typed.text("slug").trim().to_owned();
            if !is_slug(&slug) {
                faults.add(
                    "slug",
                    "Indiquez un code de 2 à 60 lettres minuscules, chiffres et traits d’union, par exemple spip-douai",
                );
            }
            slug
        }
    };
    let name = line(typed, &mut faults, "name", 200, "Indiquez le nom du service, en 200 caractères au plus");
    let short_name = line(typed, &mut faults, "short_name", 60, "Indiquez le nom court, en 60 caractères au plus");
    let kind = InstitutionKind::from_code(typed.text("kind"));
    if kind.is_none() {
        faults.add("kind", "Choisissez la nature du service");
    }
    let departement = optional(
        typed,
        &mut faults,
        "departement",
        "Indiquez un code de département, par exemple 59, 2A ou 974",
        is_departement,
    );
    let inter_region = optional(
        typed,
        &mut faults,
        "inter_region",
        "Indiquez le nom de l’interrégion, en 60 caractères au plus",
        |text| text.chars().count() <= 60 && !text.chars().any(char::is_control),
    );
    let superior = service(typed, &mut faults, "superior");
    let attached_to = service(typed, &mut faults, "attached_to");
    let commune =
        optional(typed, &mut faults, "commune", "Indiquez le code INSEE de la commune, par exemple 59009", is_commune);
    let time_zone = typed.text("time_zone").to_owned();
    let phone =
        optional(typed, &mut faults, "phone", "Indiquez un numéro de téléphone, par exemple 03 53 01 00 11", is_phone);
    let mailbox = optional(
        typed,
        &mut faults,
        "mailbox",
        "Indiquez une adresse électronique, par exemple permanence@service.example",
        is_mailbox,
    );
    let channel = Channel::from_code(typed.text("channel"));
    if channel.is_none() {
        faults.add("channel", "Choisissez ce que les courriels peuvent contenir");
    }
    if channel == Some(Channel::Nominative) && typed.text("nominative_confirmed") != "yes" {
        faults.add("nominative_confirmed", "Confirmez que cette messagerie est un relais interne à l’État, ou choisissez «\u{a0}référence seulement\u{a0}»");
    }
    let communes = territory::read(typed.text("territory")).unwrap_or_else(|fault| {
        let message = match fault {
            NoTerritory::Line(number, what) => format!(
                "Ligne {number}\u{a0}: «\u{a0}{what}\u{a0}» n’est pas un code INSEE de commune. Indiquez cinq caractères, par exemple 59009"
            ),
            NoTerritory::TooMany => format!("Indiquez {MOST} communes au plus\u{a0}; au-delà, le ressort se charge par fichier"),
        };
        faults.add("territory", &message);
        Default::default()
    });
    match (kind, channel) {
        (Some(kind), Some(channel)) if faults.is_empty() => Ok(ServiceDraft {
            slug,
            kind,
            name,
            short_name,
            departement,
            inter_region,
            superior,
            attached_to,
            commune,
            time_zone,
            phone,
            mailbox,
            channel,
            communes,
        }),
        _ => Err(faults),
    }
}

/// The form as a service is written, or as it was typed.
pub(super) fn filled(typed: Option<&Typed>, kept: Option<&ServiceDraft>, all: &[Listed]) -> ServiceForm {
    let text = |name: &str, now: Option<String>| match typed {
        Some(typed) => typed.text(name).to_owned(),
        None => now.unwrap_or_default(),
    };
    let of = |value: fn(&ServiceDraft) -> Option<String>| kept.and_then(value);
    let kind = text("kind", of(|draft| Some(draft.kind.code().to_owned())));
    let superior = text("superior", of(|draft| draft.superior.map(|id| id.to_string())));
    let prison = text("attached_to", of(|draft| draft.attached_to.map(|id| id.to_string())));
    let zone = text("time_zone", of(|draft| Some(draft.time_zone.clone())).or_else(|| Some("Europe/Paris".to_owned())));
    let channel =
        text("channel", of(|draft| Some(draft.channel.code().to_owned())).or_else(|| Some("reference".to_owned())));
    // A service that is there stays of its kind, as a rule: those that may stand above it.
    let above = kept.and_then(|draft| superiors_of(draft.kind));
    let own = kept.map(|draft| draft.slug.clone());
    let kinds = std::iter::once(Choice::new("", "Choisissez", kind.is_empty()))
        .chain(InstitutionKind::ALL.iter().map(|one| Choice::new(one.code(), one.label(), one.code() == kind)));
    let channels = Channel::ALL.iter().map(|one| {
        let hint = match one {
            Channel::Reference => "Une référence et un lien\u{a0}: aucun nom ne circule.",
            Channel::Nominative => "Relais interne à l’État seulement\u{a0}: l’avis de sortie y figure.",
        };
        Choice { hint: hint.to_owned(), ..Choice::new(one.code(), one.label(), one.code() == channel) }
    });
    ServiceForm {
        slug: text("slug", own),
        name: text("name", of(|draft| Some(draft.name.clone()))),
        short_name: text("short_name", of(|draft| Some(draft.short_name.clone()))),
        departement: text("departement", of(|draft| draft.departement.clone())),
        inter_region: text("inter_region", of(|draft| draft.inter_region.clone())),
        commune: text("commune", of(|draft| draft.commune.clone())),
        phone: text("phone", of(|draft| draft.phone.clone())),
        mailbox: text("mailbox", of(|draft| draft.mailbox.clone())),
        territory: text("territory", of(|draft| Some(territory::written(&draft.communes)))),
        kinds: kinds.collect(),
        superiors: words::choices(all, "Aucun", &superior, |kind| above.is_none_or(|kinds| kinds.contains(&kind))),
        prisons: words::choices(all, "Aucun", &prison, |kind| kind == InstitutionKind::Prison),
        zones: ZONES.iter().map(|(name, label)| Choice::new(name, label, *name == zone)).collect(),
        channels: channels.collect(),
        confirmed: match typed {
            Some(typed) => typed.text("nominative_confirmed") == "yes",
            None => kept.is_some_and(|draft| draft.channel == Channel::Nominative),
        },
    }
}
