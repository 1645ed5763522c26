//! The values that a field may hold, and the kinds that the catalogue gives to fields.

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use super::text_enum::text_enum;

text_enum! {
    /// GENESIS 3° c: nothing but this may be said.
    Answer {
        Yes = "yes", "oui";
        No = "no", "non";
        NoAnswer = "no_answer", "ne se prononce pas";
    }
}

/// A length of sentence in calendar units, written as an ISO 8601 duration (`P3Y`, `P2Y6M`, `P45D`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantum {
    /// Years.
    pub years: u16,
    /// Months beyond the years.
    pub months: u16,
    /// Days beyond the months.
    pub days: u16,
}

impl Quantum {
    /// Reads `P[nY][nM][nD]` with at least one part; refuses weeks, times, signs and fractions.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix('P').filter(|r| !r.is_empty())?;
        let mut parts = [0u16; 3];
        for (slot, unit) in parts.iter_mut().zip(['Y', 'M', 'D']) {
            if let Some(at) = rest.find(unit) {
                *slot = rest[..at].parse().ok()?;
                rest = &rest[at + 1..];
            }
        }
        rest.is_empty().then_some(Self { years: parts[0], months: parts[1], days: parts[2] })
    }

    /// "Égale ou supérieure à trois ans" (R. 57-7-85). Thirty-six months are three years; days are never made into months.
    #[must_use]
    pub const fn is_three_years_or_more(self) -> bool {
        self.years as u32 * 12 + self.months as u32 >= 36
    }

    /// As stored.
    #[must_use]
    pub fn iso(self) -> String {
        let part = |n: u16, unit: char| if n == 0 { String::new() } else { format!("{n}{unit}") };
        let text = format!("P{}{}{}", part(self.years, 'Y'), part(self.months, 'M'), part(self.days, 'D'));
        if text == "P" { "P0D".to_owned() } else { text }
    }

    /// In French: `3 ans`, `2 ans et 6 mois`, `45 jours`.
    #[must_use]
    pub fn label(self) -> String {
        let unit = |n: u16, one: &str, many: &str| format!("{n}\u{a0}{}", if n > 1 { many } else { one });
        let mut parts = Vec::new();
        if self.years > 0 {
            parts.push(unit(self.years, "an", "ans"));
        }
        if self.months > 0 {
            parts.push(unit(self.months, "mois", "mois"));
        }
        if self.days > 0 || parts.is_empty() {
            parts.push(unit(self.days, "jour", "jours"));
        }
        match parts.split_last() {
            Some((last, before)) if !before.is_empty() => format!("{} et {last}", before.join(", ")),
            _ => parts.concat(),
        }
    }
}

/// What kind of value a field holds: says how a form asks for it and how a page prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// A short text on one line.
    Text,
    /// Free text in sentences.
    Prose,
    /// A calendar day.
    Date,
    /// A moment; printed in the prison's zone.
    Instant,
    /// An hour of the day at the prison, `HH:MM`.
    Hour,
    /// One of a closed list: (code, French label).
    Choice(&'static [(&'static str, &'static str)]),
    /// Yes, no, no answer.
    Answer,
    /// A length of sentence.
    Quantum,
    /// A number of days.
    Days,
    /// A commune: five characters of the code officiel géographique (`59350`, `2A004`).
    Commune,
}

/// A value, opened for a reader who may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Short text.
    Text(String),
    /// Free text.
    Prose(String),
    /// Calendar day.
    Date(Date),
    /// Moment.
    Instant(Timestamp),
    /// Hour of the day.
    Hour(Time),
    /// Code of a closed list.
    Choice(String),
    /// Yes, no, no answer.
    Answer(Answer),
    /// Length of sentence.
    Quantum(Quantum),
    /// Number of days.
    Days(i64),
}

/// Why a text is no value of its kind; the words are for the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoValue {
    /// Nothing was typed.
    Empty,
    /// Longer than the kind allows.
    TooLong,
    /// No calendar day `AAAA-MM-JJ` (or no such day).
    Date,
    /// No moment in RFC 3339.
    Instant,
    /// No hour `HH:MM` between 00:00 and 23:59.
    Hour,
    /// Not in the closed list.
    Choice,
    /// No ISO 8601 duration of years, months and days.
    Quantum,
    /// No whole number of days between 0 and 36,500.
    Days,
    /// No code of a commune.
    Commune,
    /// Control characters.
    Control,
}

/// Whether a byte of a control character is there: those below the space, DEL, and the lead byte of U+0080 to U+00BF in
/// UTF-8. Most texts hold none, and this is a look at bytes.
fn may_hold_controls(text: &str) -> bool {
    text.bytes().any(|byte| byte < b' ' || byte == 0x7f || byte == 0xc2)
}

/// Reads `HH:MM`, and nothing shorter or longer.
fn hour(text: &str) -> Option<Time> {
    let (hours, minutes) = text.split_once(':')?;
    let two = |digits: &str| (digits.len() == 2).then(|| digits.parse::<u8>().ok()).flatten();
    Time::new(i8::try_from(two(hours)?).ok()?, i8::try_from(two(minutes)?).ok()?, 0, 0).ok()
}

impl ValueKind {
    /// The most characters that a value of this kind may have.
    #[must_use]
    pub const fn max_length(self) -> usize {
        match self {
            Self::Prose => 8_000,
            Self::Text => 200,
            _ => 40,
        }
    }

    /// Reads a stored or typed text as a value of this kind. Dates from 1900 to 2199.
    ///
    /// # Errors
    /// [`NoValue`] says what is wrong with the text.
    pub fn parse(self, text: &str) -> Result<Value, NoValue> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NoValue::Empty);
        }
        // No text has more characters than bytes.
        if text.len() > self.max_length() && text.chars().count() > self.max_length() {
            return Err(NoValue::TooLong);
        }
        let is_unwelcome =
            |c: char| c.is_control() && !(matches!(self, Self::Prose) && matches!(c, '\n' | '\r' | '\t'));
        if may_hold_controls(text) && text.chars().any(is_unwelcome) {
            return Err(NoValue::Control);
        }
        Ok(match self {
            Self::Text => Value::Text(text.to_owned()),
            Self::Commune => {
                let (head, tail) = text.split_at_checked(2).ok_or(NoValue::Commune)?;
                let is_departement = matches!(head, "2A" | "2B") || head.bytes().all(|b| b.is_ascii_digit());
                if !is_departement || tail.len() != 3 || !tail.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(NoValue::Commune);
                }
                Value::Text(text.to_owned())
            }
            Self::Prose if text.contains('\r') => Value::Prose(text.replace("\r\n", "\n")),
            Self::Prose => Value::Prose(text.to_owned()),
            Self::Date => {
                let date: Date = text.parse().map_err(|_| NoValue::Date)?;
                if text.len() != 10 || !(1900..2200).contains(&date.year()) {
                    return Err(NoValue::Date);
                }
                Value::Date(date)
            }
            Self::Instant => Value::Instant(text.parse().map_err(|_| NoValue::Instant)?),
            Self::Hour => Value::Hour(hour(text).ok_or(NoValue::Hour)?),
            Self::Choice(list) => {
                if !list.iter().any(|(code, _)| *code == text) {
                    return Err(NoValue::Choice);
                }
                Value::Choice(text.to_owned())
            }
            Self::Answer => Value::Answer(Answer::from_code(text).ok_or(NoValue::Choice)?),
            Self::Quantum => Value::Quantum(Quantum::parse(text).ok_or(NoValue::Quantum)?),
            Self::Days => {
                let days: i64 = text.parse().map_err(|_| NoValue::Days)?;
                if !(0..=36_500).contains(&days) {
                    return Err(NoValue::Days);
                }
                Value::Days(days)
            }
        })
    }
}

impl Value {
    /// As stored: what [`ValueKind::parse`] reads back.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Text(text) | Self::Prose(text) | Self::Choice(text) => text.clone(),
            Self::Date(date) => date.to_string(),
            Self::Instant(instant) => instant.to_string(),
            Self::Hour(hour) => format!("{:02}:{:02}", hour.hour(), hour.minute()),
            Self::Answer(answer) => answer.code().to_owned(),
            Self::Quantum(quantum) => quantum.iso(),
            Self::Days(days) => days.to_string(),
        }
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<Date> for Value {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}
impl From<Timestamp> for Value {
    fn from(instant: Timestamp) -> Self {
        Self::Instant(instant)
    }
}
impl From<Quantum> for Value {
    fn from(quantum: Quantum) -> Self {
        Self::Quantum(quantum)
    }
}
impl From<i64> for Value {
    fn from(days: i64) -> Self {
        Self::Days(days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_years_or_more_counts_months_but_never_days() {
        for (text, expected) in
            [("P3Y", true), ("P36M", true), ("P2Y11M30D", false), ("P2Y12M", true), ("P1095D", false)]
        {
            assert_eq!(Quantum::parse(text).map(Quantum::is_three_years_or_more), Some(expected), "{text}");
        }
    }

    #[test]
    fn durations_that_are_none_are_refused() {
        for text in ["", "P", "3Y", "P3W", "P1.5Y", "P-3Y", "PT3H", "P3M2Y", "P99999999Y"] {
            assert_eq!(Quantum::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_quantum_is_said_as_a_court_says_it() {
        let said = |text| Quantum::parse(text).map(Quantum::label);
        assert_eq!(said("P3Y").as_deref(), Some("3\u{a0}ans"));
        assert_eq!(said("P1Y6M").as_deref(), Some("1\u{a0}an et 6\u{a0}mois"));
    }

    #[test]
    fn each_kind_refuses_what_is_not_of_it_and_reads_back_what_it_wrote() {
        assert_eq!(ValueKind::Date.parse("2026-02-30"), Err(NoValue::Date));
        assert_eq!(ValueKind::Date.parse("1066-10-14"), Err(NoValue::Date));
        assert_eq!(ValueKind::Days.parse("-1"), Err(NoValue::Days));
        assert_eq!(ValueKind::Answer.parse("maybe"), Err(NoValue::Choice));
        assert_eq!(ValueKind::Text.parse("a\u{0}b"), Err(NoValue::Control));
        assert_eq!(ValueKind::Text.parse("   "), Err(NoValue::Empty));
        for text in ["Lille", "5935", "593500", "2C004", "59é0", "é9350"] {
            assert_eq!(ValueKind::Commune.parse(text), Err(NoValue::Commune), "{text}");
        }
        assert!(ValueKind::Commune.parse("2A004").is_ok());
        for (kind, text) in [(ValueKind::Date, "2026-02-28"), (ValueKind::Quantum, "P2Y6M"), (ValueKind::Days, "90")] {
            assert_eq!(kind.parse(text).map(|v| v.code()).as_deref(), Ok(text));
        }
    }
}
