//! What stands in the way of an act on a service or an account: a code for the journal, and in French the rule, where it comes from
//! and what to do.

/// Why a service or an account can't be so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServiceRule {
    /// Somebody else changed it since the form was opened.
    Changed,
    /// Another service has this code.
    SlugTaken,
    /// It would stand above itself.
    Circle,
    /// A service of that kind can't stand above one of this kind.
    WrongSuperior,
    /// The service named above it, or the prison that it works in, is closed or isn't there.
    ClosedAbove,
    /// What it is attached to is no prison.
    NotAPrison,
    /// Services of this kind work in no prison.
    NotAttachable,
    /// Services of this kind are competent for no commune.
    NoTerritoryHere,
    /// Other services of the same kind have these communes: (code, name of the service).
    Overlap(Vec<(String, String)>),
    /// Mail to this service may not carry a name.
    NotNominative,
    /// No zone of ours.
    NoSuchZone,
    /// Its kind can't change while somebody works or is followed there.
    KindInUse,
    /// It is closed.
    Closed,
    /// People are held there.
    StillHeld,
    /// People are followed there.
    StillFollowed,
    /// Agents are cleared there.
    StillCleared,
    /// Services stand under it or work in it.
    StillBelow,
    /// This subject has an account.
    AccountTaken,
    /// The account is closed.
    AccountClosed,
    /// One's own account.
    OwnAccount,
    /// It isn't closed.
    NotClosed,
    /// What it hangs on is closed.
    StillClosed,
}

impl ServiceRule {
    /// The code stored.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Changed => "changed_meanwhile",
            Self::SlugTaken => "slug_taken",
            Self::Circle => "circle",
            Self::WrongSuperior => "wrong_superior",
            Self::ClosedAbove => "closed_above",
            Self::NotAPrison => "not_a_prison",
            Self::NotAttachable => "not_attachable",
            Self::NoTerritoryHere => "no_territory_here",
            Self::Overlap(_) => "territory_overlap",
            Self::NotNominative => "not_nominative",
            Self::NoSuchZone => "no_such_zone",
            Self::KindInUse => "kind_in_use",
            Self::Closed => "closed",
            Self::StillHeld => "still_held",
            Self::StillFollowed => "still_followed",
            Self::StillCleared => "still_cleared",
            Self::StillBelow => "still_below",
            Self::AccountTaken => "account_taken",
            Self::AccountClosed => "account_closed",
            Self::OwnAccount => "own_account",
            Self::NotClosed => "not_closed",
            Self::StillClosed => "still_closed",
        }
    }

    /// The field of the form beside which it is said; `None` where it is about the whole.
    #[must_use]
    pub const fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::SlugTaken => "slug",
            Self::Circle | Self::WrongSuperior | Self::ClosedAbove => "superior",
            Self::NotAPrison | Self::NotAttachable => "attached_to",
            Self::NoTerritoryHere | Self::Overlap(_) => "territory",
            Self::NotNominative => "channel",
            Self::NoSuchZone => "time_zone",
            Self::KindInUse => "kind",
            Self::AccountTaken => "subject",
            _ => return None,
        })
    }

    /// The rule, where it comes from, and what to do.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Overlap(taken) => {
                let list: Vec<String> =
                    taken.iter().take(5).map(|(commune, name)| format!("{commune} ({name})")).collect();
                let more = match taken.len().saturating_sub(5) {
                    0 => String::new(),
                    1 => " et 1 autre".to_owned(),
                    n => format!(" et {n} autres"),
                };
                let which =
                    if taken.len() == 1 { "Retirez-la d’abord" } else { "Retirez d’abord chacune de celles-ci" };
                return format!(
                    "Une commune ne relève que d’un service de même nature (article R. 57-7-85 du code de procédure pénale). {which} du service indiqué\u{a0}: {}{more}",
                    list.join(", ")
                );
            }
            Self::Changed => "Quelqu’un d’autre vient de modifier cette fiche. Comparez, puis recommencez",
            Self::SlugTaken => "Un autre service porte déjà ce code. Choisissez-en un autre",
            Self::Circle => "Un service ne peut pas être son propre supérieur, même de loin. Choisissez un autre service supérieur",
            Self::WrongSuperior => "Ce service ne peut pas être placé sous celui-là (règle de la plateforme)\u{a0}: un établissement et un SPIP relèvent d’une direction interrégionale, qui relève de l’administration centrale",
            Self::ClosedAbove => "Ce service est fermé, ou n’existe pas. Choisissez-en un autre",
            Self::NotAPrison => "Un service n’exerce que dans un établissement pénitentiaire ouvert. Choisissez-en un autre",
            Self::NotAttachable => "Seuls la santé, l’enseignement, l’emploi et le renseignement pénitentiaire exercent dans un établissement (règle de la plateforme). Laissez ce champ vide",
            Self::NoTerritoryHere => "Seules la police et la gendarmerie ont un ressort de communes (article R. 57-7-85 du code de procédure pénale). Laissez ce champ vide",
            Self::NotNominative => "Seule la messagerie de permanence d’un service de police ou de gendarmerie peut recevoir un avis nominatif (article R. 57-7-85 du code de procédure pénale). Choisissez «\u{a0}référence seulement\u{a0}», ou indiquez la messagerie",
            Self::NoSuchZone => "Choisissez un fuseau horaire de la liste",
            Self::KindInUse => "La nature d’un service ne change pas tant que des agents y sont habilités, ou que des personnes y sont encore suivies\u{a0}: leurs droits changeraient sans nouvelle habilitation (règle de la plateforme). Créez un autre service",
            Self::Closed => "Ce service est fermé\u{a0}: sa fiche ne change plus. S’il a été fermé par erreur, rouvrez-le d’abord",
            Self::StillHeld | Self::StillFollowed => "Des personnes y sont encore suivies. Leur situation doit d’abord relever d’un autre service",
            Self::StillCleared => "Des agents y sont encore habilités. Leurs habilitations doivent d’abord être retirées, ou les agents affectés ailleurs",
            Self::StillBelow => "D’autres services en dépendent ou y exercent. Rattachez-les d’abord ailleurs",
            Self::AccountTaken => "Cette personne a déjà un compte chez ce fournisseur d’identité. Retrouvez-la dans son service et changez son affectation",
            Self::AccountClosed => "Ce compte est fermé\u{a0}: il ne change plus. S’il a été fermé par erreur, rouvrez-le d’abord",
            Self::NotClosed => "Rien n’est fermé ici\u{a0}: il n’y a rien à rouvrir. Quelqu’un d’autre l’a peut-être déjà fait",
            Self::StillClosed => "Rien ne rouvre dans un service fermé, ni sous lui (règle de la plateforme). Rouvrez d’abord ce service, s’il doit l’être",
            Self::OwnAccount => "Personne ne change l’affectation de son propre compte ni ne le ferme (règle de la plateforme). Demandez-le à un autre administrateur",
        }
        .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_overlap_names_the_other_service_and_doesnt_go_on_forever() {
        let taken =
            |n: usize| ServiceRule::Overlap((0..n).map(|i| (format!("5900{i}"), "DIPN 59".to_owned())).collect());
        assert!(taken(1).words().ends_with("59000 (DIPN 59)"));
        assert!(taken(1).words().contains("Retirez-la d’abord du service indiqué"));
        assert!(taken(2).words().contains("Retirez d’abord chacune de celles-ci du service indiqué"));
        assert!(taken(6).words().ends_with("59004 (DIPN 59) et 1 autre"));
        assert!(taken(7).words().ends_with("59004 (DIPN 59) et 2 autres"));
    }

    #[test]
    fn what_is_said_of_people_followed_neither_names_nor_counts_them() {
        assert_eq!(ServiceRule::StillHeld.words(), ServiceRule::StillFollowed.words());
        assert!(!ServiceRule::StillHeld.words().contains(|c: char| c.is_ascii_digit()));
    }
}
