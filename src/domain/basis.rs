//! The legal basis of a rule: a small record, not a string (domain, introduction and section 13).

use super::category::FileRegime;
use super::text_enum::text_enum;

text_enum! {
    /// What kind of authority a basis has.
    Ground {
        Text = "text", "texte";
        Membership = "membership", "qualité de membre";
        Practice = "practice", "pratique autorisée par convention";
    }
}

text_enum! {
    /// How sure we are of the article in force (concordance, domain, section 13).
    Certainty {
        Seen = "seen", "article lu";
        Inferred = "inferred", "numéro déduit de la concordance";
        Unverified = "unverified", "numéro à vérifier";
    }
}

/// An article, the one in force first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// Key by which protocol cells name it.
    pub key: String,
    /// Article in force, e.g. `R. 240-5 C. pénit.`.
    pub current: String,
    /// Former article, e.g. `R. 57-9-22 CPP`.
    pub former: Option<String>,
    /// The item within the article, e.g. `7° b`.
    pub item: Option<String>,
    /// How sure the number in force is.
    pub certainty: Certainty,
    /// The file that this basis opens.
    pub regime: FileRegime,
}

impl Basis {
    /// As shown to a user: `R. 240-5 C. pénit. (anc. R. 57-9-22 CPP), 7° b`.
    #[must_use]
    pub fn label(&self) -> String {
        let mut label = self.current.clone();
        if let Some(former) = &self.former {
            label.push_str(&format!(" (anc. {former})"));
        }
        if let Some(item) = &self.item {
            label.push_str(&format!(", {item}"));
        }
        label
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_in_force_comes_first_and_the_former_one_in_brackets() {
        let basis = Basis {
            key: "genesis-cpu".into(),
            current: "R. 240-5 C. pénit.".into(),
            former: Some("R. 57-9-22 CPP".into()),
            item: Some("3°".into()),
            certainty: Certainty::Seen,
            regime: FileRegime::Genesis,
        };
        assert_eq!(basis.label(), "R. 240-5 C. pénit. (anc. R. 57-9-22 CPP), 3°");
    }
}
