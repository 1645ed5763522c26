//! What is agreed beside the cells, rule by rule: under which act, who clears whom, who reads the journal and how long it is kept, who is
//! told of a release, how often commissions review, who adopts. Whoever signs a protocol has to see these change as he sees the cells
//! change: a text that leaves every cell alone can still hand out the right to hand out rights.

use crate::domain::basis::Basis;
use crate::domain::rhythm::Rhythm;
use crate::domain::{CommissionKind, FileRegime, Function, Ground, InstitutionKind};

use super::adopter::AdopterRule;
use super::agreement::Agreement;
use super::alert::AlertRule;
use super::conference::ConferenceTimes;
use super::grantor::Authority;
use super::journal_reader::JournalReaderRule;

/// Who clears people for these functions in services of that kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clearing {
    /// Services of this kind.
    pub kind: InstitutionKind,
    /// These functions there.
    pub functions: Vec<Function>,
    /// Who proposes, and may sign what somebody else of them proposed.
    pub by: Vec<Authority>,
    /// Who else gives the second signature.
    pub second: Vec<Authority>,
    /// What kind of authority the basis has.
    pub ground: Ground,
    /// The article, or the house rule.
    pub basis: Basis,
}

/// How long the entries of a regime are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keeping {
    /// The regime.
    pub regime: FileRegime,
    /// For how many months.
    pub months: u16,
    /// The article, or the house rule.
    pub basis: Basis,
}

/// One rule in force. Where in its text it stands doesn't count, nor what that text calls its bases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// The act that authorises practice.
    Act(String),
    /// Who clears.
    Clearing(Clearing),
    /// Who reads the journal.
    JournalReader(JournalReaderRule),
    /// How long it is kept.
    Keeping(Keeping),
    /// Who is told of a release.
    Alert(AlertRule),
    /// How often a commission reviews.
    Rhythm(CommissionKind, Rhythm),
    /// How long the items of a commission stay open.
    Times(CommissionKind, ConferenceTimes),
    /// Who adopts.
    Adopter(AdopterRule),
}

impl Rule {
    /// Whether both say something of the same, so that one can take the place of the other.
    fn speaks_of_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Act(_), Self::Act(_)) => true,
            (Self::Clearing(one), Self::Clearing(other)) => one.kind == other.kind && one.functions == other.functions,
            (Self::JournalReader(one), Self::JournalReader(other)) => {
                one.kinds == other.kinds && one.functions == other.functions && one.slice == other.slice
            }
            (Self::Keeping(one), Self::Keeping(other)) => one.regime == other.regime,
            (Self::Alert(one), Self::Alert(other)) => one.id == other.id,
            (Self::Rhythm(one, _), Self::Rhythm(other, _)) | (Self::Times(one, _), Self::Times(other, _)) => {
                one == other
            }
            (Self::Adopter(one), Self::Adopter(other)) => one.side == other.side,
            _ => false,
        }
    }

    /// Whether it is the same rule for other functions of the same kind of service.
    fn says_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Clearing(one), Self::Clearing(other)) => {
                one.kind == other.kind
                    && (&one.by, &one.second) == (&other.by, &other.second)
                    && (one.ground, &one.basis) == (other.ground, &other.basis)
            }
            _ => false,
        }
    }

    fn join(&mut self, other: &Self) {
        if let (Self::Clearing(known), Self::Clearing(other)) = (self, other) {
            known.functions.extend(other.functions.iter().copied());
        }
    }
}

fn plain(basis: &Basis) -> Basis {
    Basis { key: String::new(), ..basis.clone() }
}

/// Every rule in force; each function at each kind of service by itself.
fn each(agreement: &Agreement) -> Vec<Rule> {
    let mut rules: Vec<Rule> = agreement.authorising_act().map(|act| Rule::Act(act.to_owned())).into_iter().collect();
    for kind in InstitutionKind::ALL.iter().copied() {
        for function in Function::ALL.iter().copied() {
            let Some(rule) = agreement.grantor(kind, function) else { continue };
            let (by, second, basis) = (rule.by.clone(), rule.second.clone(), plain(&rule.basis));
            rules.push(Rule::Clearing(Clearing {
                kind,
                functions: vec![function],
                by,
                second,
                ground: rule.ground,
                basis,
            }));
        }
    }
    rules.extend(
        agreement
            .journal_readers()
            .iter()
            .map(|rule| Rule::JournalReader(JournalReaderRule { line: 0, basis: plain(&rule.basis), ..rule.clone() })),
    );
    rules.extend(FileRegime::ALL.iter().filter_map(|regime| {
        let kept = agreement.journal_retention(*regime)?;
        Some(Rule::Keeping(Keeping { regime: *regime, months: kept.months, basis: plain(&kept.basis) }))
    }));
    rules.extend(
        agreement
            .alert_rules()
            .iter()
            .map(|rule| Rule::Alert(AlertRule { line: 0, basis: plain(&rule.basis), ..rule.clone() })),
    );
    for commission in CommissionKind::ALL.iter().copied() {
        rules.push(Rule::Rhythm(commission, agreement.rhythm(commission).clone()));
        rules.push(Rule::Times(commission, agreement.conference_times(commission)));
    }
    rules.extend(
        agreement
            .adopters()
            .iter()
            .map(|rule| Rule::Adopter(AdopterRule { line: 0, basis: plain(&rule.basis), ..rule.clone() })),
    );
    rules
}

/// Every rule in force beside the cells; functions of one kind of service whose rule is the same stand together.
#[must_use]
pub fn rules(agreement: &Agreement) -> Vec<Rule> {
    let mut together: Vec<Rule> = Vec::new();
    for rule in each(agreement) {
        match together.iter_mut().find(|known| known.says_as(&rule)) {
            Some(known) => known.join(&rule),
            None => together.push(rule),
        }
    }
    together
}

/// A rule that changes: what it said, what it will say. One of both is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleChange {
    /// None where it is new.
    pub before: Option<Rule>,
    /// None where it is gone.
    pub after: Option<Rule>,
}

/// Every rule beside the cells that `after` has otherwise than `before`.
#[must_use]
pub fn rule_changes(before: &Agreement, after: &Agreement) -> Vec<RuleChange> {
    let (mut old, mut new) = (each(before), each(after));
    new.retain(|rule| match old.iter().position(|known| known == rule) {
        Some(at) => {
            old.remove(at);
            false
        }
        None => true,
    });
    let mut changes: Vec<RuleChange> = Vec::new();
    for rule in new {
        let at = old.iter().position(|known| known.speaks_of_the_same(&rule));
        put(&mut changes, RuleChange { before: at.map(|at| old.remove(at)), after: Some(rule) });
    }
    for rule in old {
        put(&mut changes, RuleChange { before: Some(rule), after: None });
    }
    changes
}

/// Functions of one kind of service that change alike stand together.
fn put(changes: &mut Vec<RuleChange>, change: RuleChange) {
    let alike = |one: &Option<Rule>, other: &Option<Rule>| match (one, other) {
        (Some(one), Some(other)) => one.says_as(other),
        (None, None) => true,
        _ => false,
    };
    let known =
        changes.iter_mut().find(|known| alike(&known.before, &change.before) && alike(&known.after, &change.after));
    let Some(known) = known else { return changes.push(change) };
    for (known, other) in [(&mut known.before, &change.before), (&mut known.after, &change.after)] {
        if let (Some(known), Some(other)) = (known, other) {
            known.join(other);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::supervision::Slice;
    use crate::protocol::{EXAMPLE_NATIONAL, Protocol, difference, reference};

    const BASIS: &str =
        "\n[basis.house]\ncurrent = \"Règle de l’exploitant\"\ncertainty = \"unverified\"\nregime = \"hub\"\n";

    fn with(tables: &str) -> Agreement {
        let text = format!("{EXAMPLE_NATIONAL}{BASIS}{tables}");
        let national = Protocol::parse(&text).unwrap_or_else(|faults| panic!("{faults:#?}"));
        let named = vec![("national".to_owned(), national)];
        Agreement::assemble(reference().unwrap(), named, date(2026, 11, 22))
            .unwrap_or_else(|faults| panic!("{faults:#?}"))
    }

    fn changed(tables: &str) -> Vec<RuleChange> {
        let (before, after) = (with(""), with(tables));
        let cells = difference(&before, &after);
        assert!(
            cells.added.is_empty() && cells.removed.is_empty() && cells.changed.is_empty(),
            "the cells are the same"
        );
        rule_changes(&before, &after)
    }

    /// Every sort of table that a protocol may hold beside its cells, each with the change that must be told.
    #[test]
    fn no_rule_changes_unseen_where_the_cells_stay_as_they_are() {
        assert_eq!(changed(""), [], "the same text changes nothing");

        let readers = changed(
            "[[journal_readers]]\nregimes = [\"genesis\"]\nkinds = [\"prison_central\"]\nfunctions = [\"head\"]\n\
             slice = \"all\"\nground = \"practice\"\nbasis = \"house\"\n",
        );
        let opened =
            |change: &RuleChange| matches!(&change.after, Some(Rule::JournalReader(rule)) if rule.slice == Slice::All);
        assert!(readers.iter().any(opened), "{readers:#?}");

        let kept = changed("[[journal_retention]]\nregimes = [\"genesis\"]\nmonths = 1\nbasis = \"house\"\n");
        assert!(
            matches!(kept.as_slice(), [RuleChange { before: None, after: Some(Rule::Keeping(keeping)) }] if keeping.months == 1),
            "{kept:#?}"
        );

        let clearing = changed(
            "[[grantors]]\nfunctions = [\"guard\", \"registry\"]\nkinds = [\"prison\"]\n\
             by = [{ kinds = [\"police\"], functions = [\"officer\"], reach = \"any\" }]\nground = \"practice\"\nbasis = \"house\"\n",
        );
        let [RuleChange { before: Some(Rule::Clearing(was)), after: Some(Rule::Clearing(is)) }] = clearing.as_slice()
        else {
            panic!("{clearing:#?}")
        };
        assert_eq!((was.functions.len(), is.functions.len()), (2, 2), "what changes alike stands together");
        assert_eq!(is.by[0].kinds, [InstitutionKind::Police]);

        let told = changed(
            "[[alerts]]\nid = \"watched\"\nkinds = [\"intelligence\"]\nthrough = [\"followed\"]\noccurrences = [\"known\"]\n\
             acknowledge_within = 24\nground = \"practice\"\nbasis = \"house\"\n",
        );
        assert!(told.iter().any(|change| matches!(&change.after, Some(Rule::Alert(_)))), "{told:#?}");

        let times = changed("[[conferences]]\ncommissions = [\"cpu\"]\nminutes_open_days = 1\nsilent_close_days = 2\n");
        assert!(matches!(times.as_slice(), [RuleChange { after: Some(Rule::Times(CommissionKind::Cpu, _)), .. }]));

        let rhythm = changed(
            "[[rhythms]]\ncommissions = [\"cir\"]\nstage = \"detention\"\nevery = \"P1M\"\nbasis = \"house\"\n",
        );
        assert!(matches!(rhythm.as_slice(), [RuleChange { after: Some(Rule::Rhythm(CommissionKind::Cir, _)), .. }]));

        let side = |side: &str, kind: &str| {
            format!(
                "[[adopters]]\nside = \"{side}\"\nscopes = [\"national\", \"inter_region\", \"departement\", \"commission\"]\n\
                 kinds = [\"{kind}\"]\nfunctions = [\"head\"]\nbasis = \"house\"\n"
            )
        };
        let adopters = changed(&[side("a", "police"), side("b", "gendarmerie")].concat());
        let sides = |new: fn(&RuleChange) -> &Option<Rule>| {
            adopters.iter().filter(|change| matches!(new(change), Some(Rule::Adopter(_)))).count()
        };
        assert!(sides(|change| &change.after) == 2 && sides(|change| &change.before) > 0, "{adopters:#?}");

        let act = EXAMPLE_NATIONAL.replace("Convention-cadre", "Autre convention");
        let named = vec![("national".to_owned(), Protocol::parse(&act).unwrap())];
        let other = Agreement::assemble(reference().unwrap(), named, date(2026, 11, 22)).unwrap();
        let acts = rule_changes(&with(""), &other);
        assert!(matches!(acts.as_slice(), [RuleChange { before: Some(Rule::Act(_)), after: Some(Rule::Act(_)) }]));
    }

    #[test]
    fn functions_whose_rule_is_the_same_stand_together() {
        let all = rules(&with(""));
        let prison: Vec<&Clearing> = all
            .iter()
            .filter_map(|rule| match rule {
                Rule::Clearing(clearing) if clearing.kind == InstitutionKind::Prison => Some(clearing),
                _ => None,
            })
            .collect();
        assert_eq!(prison.len(), 2, "the head is cleared by others than the rest: {prison:#?}");
    }
}
