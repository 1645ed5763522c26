//! Which version of a protocol is in force when another was adopted after it: from its first day the later one takes the place of
//! all others in the same scope, for good. When it ends nothing comes back: what has ended gives nothing to anybody.

use jiff::civil::Date;

use super::cell::Protocol;

/// The protocols that stand side by side: those of the settings, succeeded by those adopted, in the order of their adoption. Each
/// comes with the name under which faults are told; each adopted one with its first day.
#[must_use]
pub fn succession(
    settings: Vec<(String, Protocol)>,
    adopted: impl IntoIterator<Item = (String, Protocol, Date)>,
) -> Vec<(String, Protocol)> {
    let mut standing = settings;
    for (name, mut later, from) in adopted {
        later.valid_from = from;
        standing.retain_mut(|(_, earlier)| earlier.scope != later.scope || ends_before(earlier, from));
        standing.push((name, later));
    }
    standing
}

/// Ends `earlier` on the eve of `from`; false where nothing of it is left.
fn ends_before(earlier: &mut Protocol, from: Date) -> bool {
    let Ok(eve) = from.yesterday() else { return false };
    if earlier.valid_from > eve {
        return false;
    }
    earlier.valid_to = Some(earlier.valid_to.map_or(eve, |last| last.min(eve)));
    true
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn of(id: &str, scope: &str, from: &str, to: Option<&str>) -> Protocol {
        let to = to.map(|day| format!("valid_to = {day}\n")).unwrap_or_default();
        let inherits = if scope.contains("national") { "inherits = \"reference\"\n" } else { "" };
        let cells = "[basis.a]\ncurrent = \"A\"\ncertainty = \"seen\"\nregime = \"hub\"\n[[cells]]\nkinds = [\"prison\"]\n\
                     categories = [\"sentence\"]\nphases = \"all\"\nlevel = \"summary\"\nbasis = \"a\"\nground = \"text\"\n";
        let text = format!(
            "id = \"{id}\"\ntitle = \"T\"\nversion = 1\nscope = {{ {scope} }}\nvalid_from = {from}\n{to}signatories = [\"S\"]\n{inherits}{cells}"
        );
        Protocol::parse(&text).unwrap_or_else(|faults| panic!("{faults:#?}"))
    }

    fn in_force(standing: &[(String, Protocol)], day: Date) -> Vec<&str> {
        standing.iter().filter(|(_, one)| one.is_in_force_on(day)).map(|(_, one)| one.id.as_str()).collect()
    }

    #[test]
    fn the_later_one_takes_the_place_of_the_earlier_from_its_day_on() {
        let file = ("file".to_owned(), of("a", "national = true", "2026-01-01", None));
        let local = ("local".to_owned(), of("l", "departement = \"59\"", "2026-01-01", None));
        let later = ("b".to_owned(), of("b", "national = true", "2026-01-01", Some("2027-12-31")), date(2026, 12, 1));
        let standing = succession(vec![file, local], [later]);
        assert_eq!(in_force(&standing, date(2026, 11, 30)), ["a", "l"]);
        assert_eq!(in_force(&standing, date(2026, 12, 1)), ["l", "b"]);
        // What it replaced doesn't come back when it ends.
        assert_eq!(in_force(&standing, date(2028, 1, 1)), ["l"]);
    }

    #[test]
    fn of_two_adopted_for_one_day_the_later_adopted_counts() {
        let day = date(2026, 12, 1);
        let first = ("b".to_owned(), of("b", "national = true", "2026-01-01", None), day);
        let second = ("c".to_owned(), of("c", "national = true", "2026-01-01", None), day);
        let standing = succession(Vec::new(), [first, second]);
        assert_eq!(in_force(&standing, day), ["c"]);
        assert_eq!(standing.len(), 1);
    }

    #[test]
    fn a_future_one_falls_when_an_earlier_day_is_adopted_later() {
        let next_year = ("b".to_owned(), of("b", "national = true", "2026-01-01", None), date(2027, 1, 1));
        let at_once = ("c".to_owned(), of("c", "national = true", "2026-01-01", None), date(2026, 12, 1));
        let standing = succession(Vec::new(), [next_year, at_once]);
        assert_eq!(in_force(&standing, date(2027, 6, 1)), ["c"]);
    }
}
