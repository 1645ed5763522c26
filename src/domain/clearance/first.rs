//! What the first clearances rest on. Nobody could grant them: whoever runs the platform delivered them from a file, and their basis says
//! so as long as they last.

/// What is stored, shown and journalled.
const FIRST: &str = "Amorçage de la plateforme par son exploitant (règle de la plateforme)";

/// Before the act by which an authority was appointed.
const AND: &str = "\u{a0}; ";

/// The basis of a first clearance: the house rule and, for an authority, the act by which she was appointed.
#[must_use]
pub fn first_basis(act: Option<&str>) -> String {
    match act {
        Some(act) => format!("{FIRST}{AND}{act}"),
        None => FIRST.to_owned(),
    }
}

/// Of the basis of a first clearance, the act, empty where there is none; `None` for any other basis.
#[must_use]
pub fn first_act(basis: &str) -> Option<&str> {
    let rest = basis.strip_prefix(FIRST)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix(AND) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_clearance_is_known_by_its_basis_and_says_its_act() {
        assert_eq!(first_act(&first_basis(None)), Some(""));
        assert_eq!(first_act(&first_basis(Some("arrêté du 3 novembre 2026"))), Some("arrêté du 3 novembre 2026"));
        for other in ["", "R. 240-5 C. pénit. (anc. R. 57-9-22 CPP), 5° à 8°", "Amorçage", &format!("{FIRST} bis")]
        {
            assert_eq!(first_act(other), None, "{other}");
        }
    }
}
