//! What to call a time zone in which an hour is given.

use std::borrow::Cow;

use jiff::tz::TimeZone;

/// The words after an hour: `heure de La Réunion`; nothing for Paris, whose hour everyone assumes.
#[must_use]
pub fn words(zone: &TimeZone) -> Option<Cow<'static, str>> {
    let place = match zone.iana_name() {
        Some("Europe/Paris") => return None,
        Some("Indian/Reunion") => "heure de La Réunion",
        Some("Indian/Mayotte") => "heure de Mayotte",
        Some("America/Guadeloupe" | "America/Marigot" | "America/St_Barthelemy") => "heure de la Guadeloupe",
        Some("America/Martinique") => "heure de la Martinique",
        Some("America/Cayenne") => "heure de la Guyane",
        Some("America/Miquelon") => "heure de Saint-Pierre-et-Miquelon",
        Some("Pacific/Noumea") => "heure de la Nouvelle-Calédonie",
        Some("Pacific/Tahiti") => "heure de Tahiti",
        Some("Pacific/Wallis") => "heure de Wallis-et-Futuna",
        Some("UTC" | "Etc/UTC") | None => "temps universel",
        Some(other) => return Some(Cow::Owned(format!("heure de {other}"))),
    };
    Some(Cow::Borrowed(place))
}
