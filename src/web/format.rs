//! How French officials write dates, hours, names and counts. Pure: today and the zone are handed in.
//!
//! Non-breaking spaces stand wherever a line must not break: `14 h 30`, `36 ans`, `1 234 dossiers`.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use crate::domain::catalogue::Field;
use crate::domain::value::Value;

/// The non-breaking space.
pub const NBSP: char = '\u{a0}';

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// `12/03/2026`.
#[must_use]
pub fn date(day: Date) -> String {
    let mut text = String::with_capacity(10);
    write_date(&mut text, day);
    text
}

/// Digit by digit: a page prints dozens, and the general way of padding a number costs more than the number.
fn write_date(text: &mut String, day: Date) {
    let digits = |text: &mut String, mut n: u16, mut unit: u16| {
        while unit > 0 {
            text.push(char::from(b'0' + u8::try_from(n / unit).unwrap_or(9)));
            n %= unit;
            unit /= 10;
        }
    };
    digits(text, day.day().unsigned_abs().into(), 10);
    text.push('/');
    digits(text, day.month().unsigned_abs().into(), 10);
    text.push('/');
    digits(text, day.year().unsigned_abs(), 1000);
}

/// `12 mars 2026`; the first of a month is `1er`.
#[must_use]
pub fn long_date(day: Date) -> String {
    let month =
        usize::try_from(day.month()).ok().and_then(|m| MONTHS.get(m.wrapping_sub(1))).copied().unwrap_or_default();
    let ordinal = if day.day() == 1 { "er" } else { "" };
    format!("{}{ordinal}{NBSP}{month}{NBSP}{}", day.day(), day.year())
}

/// `14 h 30`, and `9 h` on the hour.
#[must_use]
pub fn time(at: Time) -> String {
    if at.minute() == 0 {
        format!("{}{NBSP}h", at.hour())
    } else {
        format!("{}{NBSP}h{NBSP}{:02}", at.hour(), at.minute())
    }
}

/// The day on which that moment falls in that zone: `12/03/2026`.
#[must_use]
pub fn day_of(at: Timestamp, zone: &TimeZone) -> String {
    date(zone.to_datetime(at).date())
}

/// The hour of that moment in that zone, the zone named unless it is Paris: `14 h 30 (heure de La Réunion)`.
#[must_use]
pub fn hour_of(at: Timestamp, zone: &TimeZone) -> String {
    let mut text = time(zone.to_datetime(at).time());
    if let Some(name) = zone_name(zone) {
        text.push_str(&format!(" ({name})"));
    }
    text
}

/// Day and hour of that moment in that zone, the zone named unless it is Paris: `12/03/2026 à 14 h 30`.
#[must_use]
pub fn moment(at: Timestamp, zone: &TimeZone) -> String {
    let local = zone.to_datetime(at);
    let mut text = String::with_capacity(32);
    write_date(&mut text, local.date());
    text.push_str(" à\u{a0}");
    text.push_str(&hour_of(at, zone));
    text
}

/// What to call a zone in which an hour is given; nothing for Paris, whose hour everyone assumes.
#[must_use]
pub fn zone_name(zone: &TimeZone) -> Option<Cow<'static, str>> {
    crate::domain::zone::words(zone)
}

/// A surname in capitals, its accents kept: `DUPONT-MOREL`, `LÉVÊQUE`.
#[must_use]
pub fn surname(name: &str) -> String {
    name.to_uppercase()
}

/// Surname in capitals, then the given names: `DUPONT-MOREL Léa`.
#[must_use]
pub fn full_name(family: &str, given: &str) -> String {
    let mut name = surname(family.trim());
    if !given.trim().is_empty() {
        name.push(' ');
        name.push_str(given.trim());
    }
    name
}

/// `1 234`, with narrow non-breaking spaces.
#[must_use]
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// A count with its noun: `0 dossier`, `1 dossier`, `2 dossiers` (French keeps the singular below two).
#[must_use]
pub fn count(n: u64, one: &str, many: &str) -> String {
    format!("{}{NBSP}{}", number(n), if n < 2 { one } else { many })
}

/// Full years lived; `None` when the birth is still to come. Someone born on 29 February is older on 1 March.
#[must_use]
pub fn age(birth: Date, today: Date) -> Option<u16> {
    let had_birthday = (today.month(), today.day()) >= (birth.month(), birth.day());
    u16::try_from(today.year() - birth.year() - i16::from(!had_birthday)).ok()
}

/// The age in words, `36 ans`; empty when it makes no sense.
#[must_use]
pub fn age_in_words(birth: Date, today: Date) -> String {
    age(birth, today).map(|years| count(u64::from(years), "an", "ans")).unwrap_or_default()
}

/// How far a day is, in words: `aujourd’hui`, `demain`, `dans 12 jours`, `hier`, `il y a 3 jours`.
#[must_use]
pub fn distance(day: Date, today: Date) -> String {
    let days = i64::from(today.until(day).map_or(0, |span| span.get_days()));
    match days {
        0 => "aujourd’hui".to_owned(),
        1 => "demain".to_owned(),
        -1 => "hier".to_owned(),
        2.. => format!("dans {}", count(days.unsigned_abs(), "jour", "jours")),
        _ => format!("il y a {}", count(days.unsigned_abs(), "jour", "jours")),
    }
}

/// A value as a page prints it: labels of closed lists, dates and hours in French, surnames in capitals.
#[must_use]
pub fn value(field: Field, value: &Value, zone: &TimeZone) -> String {
    match value {
        Value::Text(text) if matches!(field, Field::FamilyName | Field::UsageName) => surname(text),
        Value::Text(text) | Value::Prose(text) => text.clone(),
        Value::Date(day) => date(*day),
        Value::Instant(at) => moment(*at, zone),
        Value::Hour(hour) => time(*hour),
        Value::Choice(code) => field.choice_label(code).to_owned(),
        Value::Answer(answer) => answer.label().to_owned(),
        Value::Quantum(quantum) => quantum.label(),
        Value::Days(days) => {
            let sign = if *days < 0 { "−" } else { "" };
            format!("{sign}{}", count(days.unsigned_abs(), "jour", "jours"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::value::{Answer, Quantum};
    use jiff::civil::date as day;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    #[test]
    fn days_are_written_short_in_tables_and_long_in_sentences() {
        assert_eq!(date(day(2026, 3, 2)), "02/03/2026");
        assert_eq!(long_date(day(2026, 3, 12)), "12\u{a0}mars\u{a0}2026");
        assert_eq!(long_date(day(2026, 8, 1)), "1er\u{a0}août\u{a0}2026");
    }

    #[test]
    fn an_hour_never_breaks_and_drops_empty_minutes() {
        assert_eq!(time(Time::constant(14, 30, 0, 0)), "14\u{a0}h\u{a0}30");
        assert_eq!(time(Time::constant(9, 5, 0, 0)), "9\u{a0}h\u{a0}05");
        assert_eq!(time(Time::constant(9, 0, 0, 0)), "9\u{a0}h");
    }

    #[test]
    fn the_zone_is_named_when_it_is_not_paris() {
        let at: Timestamp = "2026-03-12T13:30:00Z".parse().unwrap();
        assert_eq!(moment(at, &zone("Europe/Paris")), "12/03/2026 à\u{a0}14\u{a0}h\u{a0}30");
        assert_eq!(moment(at, &zone("Indian/Reunion")), "12/03/2026 à\u{a0}17\u{a0}h\u{a0}30 (heure de La Réunion)");
        assert_eq!(zone_name(&zone("Europe/Brussels")).as_deref(), Some("heure de Europe/Brussels"));
    }

    #[test]
    fn a_moment_falls_on_the_day_of_its_own_zone() {
        let at: Timestamp = "2026-12-31T22:00:00Z".parse().unwrap();
        assert_eq!(day_of(at, &zone("Europe/Paris")), "31/12/2026");
        assert_eq!(day_of(at, &zone("Indian/Reunion")), "01/01/2027");
    }

    #[test]
    fn surnames_are_in_capitals_with_their_accents() {
        assert_eq!(full_name("Lévêque-d’Aÿ", "Zoé Anaïs"), "LÉVÊQUE-D’AŸ Zoé Anaïs");
        assert_eq!(full_name("Nguyen", " "), "NGUYEN");
    }

    #[test]
    fn counts_agree_and_thousands_are_spaced() {
        assert_eq!(count(0, "dossier", "dossiers"), "0\u{a0}dossier");
        assert_eq!(count(1, "dossier", "dossiers"), "1\u{a0}dossier");
        assert_eq!(count(2, "dossier", "dossiers"), "2\u{a0}dossiers");
        assert_eq!(number(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(number(999), "999");
    }

    #[test]
    fn an_age_changes_on_the_birthday_and_on_the_first_of_march_for_leaplings() {
        assert_eq!(age(day(1990, 3, 12), day(2026, 3, 11)), Some(35));
        assert_eq!(age(day(1990, 3, 12), day(2026, 3, 12)), Some(36));
        assert_eq!(age(day(2004, 2, 29), day(2026, 2, 28)), Some(21));
        assert_eq!(age(day(2004, 2, 29), day(2026, 3, 1)), Some(22));
        assert_eq!(age(day(2027, 1, 1), day(2026, 3, 1)), None);
        assert_eq!(age_in_words(day(2025, 1, 1), day(2026, 3, 1)), "1\u{a0}an");
    }

    #[test]
    fn how_far_a_day_is_is_said_in_words() {
        let today = day(2026, 11, 21);
        assert_eq!(distance(today, today), "aujourd’hui");
        assert_eq!(distance(day(2026, 11, 22), today), "demain");
        assert_eq!(distance(day(2027, 2, 21), today), "dans 92\u{a0}jours");
        assert_eq!(distance(day(2026, 11, 18), today), "il y a 3\u{a0}jours");
    }

    #[test]
    fn a_value_is_printed_as_its_field_asks() {
        let paris = zone("Europe/Paris");
        let said = |field, v: Value| value(field, &v, &paris);
        assert_eq!(said(Field::FamilyName, Value::Text("Faure".into())), "FAURE");
        assert_eq!(said(Field::GivenNames, Value::Text("Léa".into())), "Léa");
        assert_eq!(said(Field::Setting, Value::Choice("online".into())), "en ligne");
        assert_eq!(said(Field::Quantum, Value::Quantum(Quantum::parse("P3Y").unwrap())), "3\u{a0}ans");
        assert_eq!(said(Field::RemissionDays, Value::Days(12)), "12\u{a0}jours");
        assert_eq!(said(Field::Smoker, Value::Answer(Answer::NoAnswer)), "ne se prononce pas");
        assert_eq!(said(Field::BirthDate, Value::Date(day(1990, 3, 12))), "12/03/1990");
        assert_eq!(said(Field::Place, Value::Text("Maison d’arrêt".into())), "Maison d’arrêt");
    }
}
