//! How a protocol comes into force (domain, section 6): it is put on the table, two people of two institutions sign the same text,
//! and it takes effect on a day. A house rule of ours: no text says who signs a protocol between institutions.

use jiff::civil::Date;

use super::text_enum::text_enum;

text_enum! {
    /// How far a proposal has come. The last two are ends.
    ProposalState {
        Proposed = "proposed", "proposé, sans signature";
        Signed = "signed", "signé une fois, la seconde signature est attendue";
        Adopted = "adopted", "adopté";
        SetAside = "set_aside", "abandonné";
    }
}

impl ProposalState {
    /// Whether it may still be signed or set aside.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Proposed | Self::Signed)
    }
}

/// The first day on which a protocol adopted on `adopted` is in force: never before it was adopted.
#[must_use]
pub fn takes_effect(valid_from: Date, adopted: Date) -> Date {
    valid_from.max(adopted)
}

text_enum! {
    /// Why a protocol can't be proposed, signed or set aside now. The words are for the screen.
    Hindrance {
        SignedAlready = "signed_already", "Vous avez déjà signé cette proposition. L’adoption demande deux personnes de deux institutions (règle de la plateforme)\u{a0}: la seconde signature revient à l’autre partie.";
        SameInstitution = "same_institution", "Votre institution a déjà signé cette proposition. La seconde signature revient à une autre institution (règle de la plateforme).";
        SameSide = "same_side", "La partie que vous représentez a déjà signé cette proposition. La seconde signature revient à l’autre partie\u{a0}: la page du protocole dit laquelle.";
        Settled = "settled", "Cette proposition a déjà été adoptée ou abandonnée. Pour changer le protocole, déposez une nouvelle version.";
        OtherText = "other_text", "Le texte affiché n’est pas celui de la proposition. Rechargez la page, relisez-la, puis signez.";
        Ended = "ended", "Le dernier jour de ce protocole est déjà passé. Déposez une version dont la validité n’est pas échue.";
        NoLongerFits = "no_longer_fits", "Le protocole en vigueur a changé depuis le dépôt, et cette proposition ne s’accorde plus avec lui. Abandonnez-la et déposez une version corrigée.";
        TakenReference = "taken_reference", "Cette version, ou une version plus récente du même protocole, existe déjà. Augmentez le numéro de version (version = …), puis déposez le fichier de nouveau.";
        SignatoryGone = "signatory_gone", "La personne qui a signé pour l’autre partie n’est plus habilitée à le faire, ou a changé de service. Abandonnez cette proposition et déposez-la de nouveau\u{a0}: les deux parties la signeront.";
        OnTheTable = "on_the_table", "Ce même texte est déjà déposé.";
    }
}

impl Hindrance {
    /// The same in English, for the command line.
    #[must_use]
    pub const fn said(self) -> &'static str {
        match self {
            Self::TakenReference => "this version of the protocol, or a later one, exists already: raise `version`",
            Self::OnTheTable => "this very text is on the table already",
            Self::Ended => "its last day (`valid_to`) is past",
            other => other.code(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_protocol_never_takes_effect_before_it_was_adopted() {
        let adopted = date(2026, 11, 21);
        assert_eq!(takes_effect(date(2026, 1, 5), adopted), adopted);
        assert_eq!(takes_effect(date(2027, 1, 5), adopted), date(2027, 1, 5));
    }

    #[test]
    fn two_states_are_ends() {
        let open: Vec<_> = ProposalState::ALL.iter().filter(|state| state.is_open()).collect();
        assert_eq!(open, [&ProposalState::Proposed, &ProposalState::Signed]);
    }
}
