//! A territory as somebody types it: communes by their code of the code officiel géographique.

use std::collections::BTreeSet;

use super::is_departement;
use crate::domain::value::ValueKind;

/// The most communes that may be typed for one service; a whole country comes as a file.
pub const MOST: usize = 3_000;

/// Why a territory can't be read: the line, from 1, and what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoTerritory {
    /// This is no commune's code.
    Line(usize, String),
    /// More than [`MOST`].
    TooMany,
}

/// Whether a text is the code of a commune: five characters, the first two or three of which are a département.
#[must_use]
pub fn is_commune(text: &str) -> bool {
    let overseas = || text.get(..3).is_some_and(|head| head.starts_with('9') && is_departement(head));
    ValueKind::Commune.parse(text).is_ok() && (text.get(..2).is_some_and(is_departement) || overseas())
}

/// Reads communes typed one a line (`59350`), several a line, or behind their département (`59 : 350 178`).
///
/// # Errors
/// The first line on which something is no commune; or there are too many.
pub fn read(text: &str) -> Result<BTreeSet<String>, NoTerritory> {
    let mut communes = BTreeSet::new();
    for (number, line) in text.lines().enumerate() {
        let fault = |what: &str| NoTerritory::Line(number + 1, what.chars().take(20).collect());
        let (prefix, codes) = match line.split_once(':') {
            Some((prefix, codes)) => (prefix.trim(), codes),
            None => ("", line),
        };
        if line.contains(':') && !is_departement(prefix) {
            return Err(fault(prefix));
        }
        for code in codes.split([' ', ',', ';', '\t', '\u{a0}']).map(str::trim).filter(|code| !code.is_empty()) {
            let code = format!("{prefix}{code}").to_ascii_uppercase();
            if !is_commune(&code) {
                return Err(fault(&code));
            }
            communes.insert(code);
        }
    }
    if communes.len() > MOST { Err(NoTerritory::TooMany) } else { Ok(communes) }
}

/// Writes it back as a form shows it: one line for each département.
#[must_use]
pub fn written(communes: &BTreeSet<String>) -> String {
    let mut lines: Vec<(String, String)> = Vec::new();
    for commune in communes {
        let length = if commune.starts_with("97") || commune.starts_with("98") { 3 } else { 2 };
        let Some((head, tail)) = commune.split_at_checked(length) else { continue };
        match lines.last_mut() {
            Some((known, codes)) if known == head => {
                codes.push(' ');
                codes.push_str(tail);
            }
            _ => lines.push((head.to_owned(), tail.to_owned())),
        }
    }
    lines.iter().map(|(head, tail)| format!("{head} : {tail}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(codes: &[&str]) -> BTreeSet<String> {
        codes.iter().map(|code| (*code).to_owned()).collect()
    }

    #[test]
    fn communes_are_typed_one_a_line_or_behind_their_departement() {
        let expected = set(&["2A004", "59178", "59350", "97411"]);
        assert_eq!(read("59350\r\n59178\n\n2a004\n97411"), Ok(expected.clone()));
        assert_eq!(read("59 : 350, 178\n2A: 004\n974 : 11"), Ok(expected.clone()));
        assert_eq!(read(&written(&expected)), Ok(expected), "what is shown is read back");
        assert_eq!(read("  \n"), Ok(BTreeSet::new()));
    }

    #[test]
    fn what_is_no_commune_is_named_with_its_line() {
        for (text, line, what) in [
            ("59350\n5935", 2, "5935"),
            ("99123", 1, "99123"),
            ("00123", 1, "00123"),
            ("2C001", 1, "2C001"),
            ("Lille", 1, "LILLE"),
            ("59 : 35", 1, "5935"),
            ("x : 350", 1, "x"),
            ("97011", 1, "97011"),
        ] {
            assert_eq!(read(text), Err(NoTerritory::Line(line, what.to_owned())), "{text}");
        }
    }

    #[test]
    fn nobody_types_a_whole_country() {
        let many: String = (0..=MOST).map(|n| format!("{:02}{:03}\n", 1 + n / 999, n % 999 + 1)).collect();
        assert_eq!(read(&many), Err(NoTerritory::TooMany));
    }
}
