//! The standing bodies that hold case conferences (domain, section 7).

use super::text_enum::text_enum;

text_enum! {
    /// What kind of standing body a commission is. A commission holds sittings; a protocol may be made for one.
    CommissionKind {
        Cpu = "cpu", "Commission pluridisciplinaire unique";
        Cir = "cir", "Commission interrégionale";
        Ccs = "ccs", "Commission centrale de surveillance";
        Ems = "ems", "État-major de sécurité";
        Ccofsi = "ccofsi", "Cellule de coordination opérationnelle des forces de sécurité intérieure";
        CdpdGroup = "cdpd_group", "Groupe de travail du conseil départemental de prévention de la délinquance";
        CaseMeeting = "case_meeting", "Réunion de cas";
    }
}

text_enum! {
    /// At which level a commission sits.
    CommissionLevel {
        Local = "local", "locale";
        InterRegional = "inter_regional", "interrégionale";
        National = "national", "nationale";
        Departement = "departement", "départementale";
        Any = "any", "à tout niveau";
    }
}

impl CommissionKind {
    /// Whether its protocol may add to the national one: only for exchanges under L. 132-10-1 I.
    #[must_use]
    pub const fn may_add(self) -> bool {
        matches!(self, Self::Ems | Self::Ccofsi | Self::CdpdGroup)
    }

    /// The level at which it sits.
    #[must_use]
    pub const fn level(self) -> CommissionLevel {
        match self {
            Self::Cpu => CommissionLevel::Local,
            Self::Cir => CommissionLevel::InterRegional,
            Self::Ccs => CommissionLevel::National,
            Self::Ems | Self::Ccofsi | Self::CdpdGroup => CommissionLevel::Departement,
            Self::CaseMeeting => CommissionLevel::Any,
        }
    }

    /// What it exists by, as pages print it: the article in force first; a recommendation for those that no French text of
    /// ours knows.
    #[must_use]
    pub const fn basis(self) -> &'static str {
        match self {
            Self::Cpu => "D. 211-34 C. pénit. (anc. D. 90 CPP)",
            Self::Ems | Self::Ccofsi => "L. 132-10-1 C. sécurité intérieure, I",
            Self::CdpdGroup => "L. 132-10-1 C. sécurité intérieure, II",
            Self::Cir | Self::Ccs | Self::CaseMeeting => "RAN PRISONS 2023 (recommandation)",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_bodies_of_l_132_10_1_may_add() {
        let may: Vec<&str> = CommissionKind::ALL.iter().filter(|kind| kind.may_add()).map(|kind| kind.code()).collect();
        assert_eq!(may, ["ems", "ccofsi", "cdpd_group"]);
        assert!(CommissionKind::ALL.iter().all(|kind| kind.may_add() == kind.basis().contains("L. 132-10-1")));
    }

    #[test]
    fn a_case_goes_up_from_the_prison_to_the_nation() {
        let ladder = [CommissionKind::Cpu, CommissionKind::Cir, CommissionKind::Ccs];
        assert_eq!(ladder.map(|kind| kind.level().label()), ["locale", "interrégionale", "nationale"]);
    }
}
