//! Reading the journal: which part of it somebody reads, and since when it is kept (domain, section 10).

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::text_enum::text_enum;

text_enum! {
    /// The part of a regime's entries that a reader's rule opens. The texts name no reader outside the files of electronic
    /// monitoring: there each authority reads its own part.
    Slice {
        All = "all", "les accès de tous les services";
        OwnInstitution = "own_institution", "les accès des agents de votre service";
        OwnDepartement = "own_departement", "les accès des agents des autres services de votre département";
    }
}

/// The moment before which entries are no longer kept: so many months before now, counted in the calendar of that zone. `None` when
/// the calendar doesn't reach that far: then nothing is old enough.
#[must_use]
pub fn kept_since(now: Timestamp, months: u16, zone: &TimeZone) -> Option<Timestamp> {
    let then = now.to_zoned(zone.clone()).checked_sub(i64::from(months).months()).ok()?;
    Some(then.timestamp())
}

/// When the night's work began in that zone: between two and four o'clock, when few people look and before the nightly proof is read.
/// `None` at any other hour. Whoever counts from this moment instead of from his own finds the same work, however many are at it.
#[must_use]
pub fn night(now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let there = zone.to_datetime(now);
    let began = there.date().at(2, 0, 0, 0).to_zoned(zone.clone()).ok()?.timestamp();
    (2..4).contains(&there.hour()).then_some(began)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_years_are_counted_in_the_calendar() {
        let since = |now: &str| kept_since(now.parse().unwrap(), 36, &TimeZone::UTC).unwrap().to_string();
        assert_eq!(since("2026-11-21T09:00:00Z"), "2023-11-21T09:00:00Z");
        assert_eq!(since("2028-02-29T00:00:00Z"), "2025-02-28T00:00:00Z");
    }

    #[test]
    fn the_night_is_from_two_to_four_even_when_the_clocks_change() {
        let paris = TimeZone::get("Europe/Paris").unwrap();
        let began = |now: &str| night(now.parse().unwrap(), &paris).map(|at| at.to_string());
        assert_eq!(began("2026-11-21T00:59:59Z"), None);
        assert_eq!(began("2026-11-21T01:00:00Z").as_deref(), Some("2026-11-21T01:00:00Z"));
        assert_eq!(began("2026-11-21T02:59:59Z").as_deref(), Some("2026-11-21T01:00:00Z"));
        assert_eq!(began("2026-11-21T03:00:00Z"), None);
        // In March there is no two o'clock, in October there are two: one night each.
        assert_eq!(began("2026-03-29T00:59:59Z"), None);
        assert_eq!(began("2026-03-29T01:30:00Z").as_deref(), Some("2026-03-29T01:00:00Z"));
        assert_eq!(began("2026-10-25T00:30:00Z").as_deref(), Some("2026-10-25T00:00:00Z"));
        assert_eq!(began("2026-10-25T02:30:00Z").as_deref(), Some("2026-10-25T00:00:00Z"));
    }
}
