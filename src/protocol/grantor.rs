//! Who grants clearances: the protocol's `[[grantors]]` (domain, section 3). The texts name different people for different
//! agents, so this is data: functions at kinds of service, who proposes a clearance for them (`by`), and who else may give the second
//! signature (`second`; whoever may propose may also sign what somebody else proposed).
//!
//! Granting opens nothing by itself, so a rule of ground practice needs no act; the page says that it is the platform's own.

use std::collections::BTreeMap;

use crate::domain::basis::Basis;
use crate::domain::clearance::Reach;
use crate::domain::{Function, Ground, InstitutionKind};

use super::cell::Protocol;
use super::parse::{declared_basis, required};
use super::toml_tree::{Findings, Section};

/// Some who may grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// In services of these kinds.
    pub kinds: Vec<InstitutionKind>,
    /// Holding one of these functions.
    pub functions: Vec<Function>,
    /// Standing so to the service concerned.
    pub reach: Reach,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantorRule {
    /// The functions that may be granted,
    pub functions: Vec<Function>,
    /// in services of these kinds,
    pub kinds: Vec<InstitutionKind>,
    /// on the proposal of these,
    pub by: Vec<Authority>,
    /// with a second signature of these or of others among the first.
    pub second: Vec<Authority>,
    /// What kind of authority the basis has.
    pub ground: Ground,
    /// The article, or the house rule.
    pub basis: Basis,
    /// The line where it begins.
    pub line: usize,
}

/// In which of the two signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// The proposal.
    First,
    /// What makes it worth something; and whatever takes one person: suspending, lifting, withdrawing.
    Second,
}

/// Somebody who would sign: his service's kind, his functions there, and how that service stands to the other.
#[derive(Debug, Clone, Copy)]
pub struct Signatory<'s> {
    /// The kind of his service.
    pub kind: InstitutionKind,
    /// What his clearance covers.
    pub functions: &'s [Function],
    /// Every reach that holds; [`Reach::Any`] always does.
    pub reaches: &'s [Reach],
}

impl Authority {
    fn names(&self, who: &Signatory<'_>) -> bool {
        self.kinds.contains(&who.kind)
            && self.functions.iter().any(|function| who.functions.contains(function))
            && (self.reach == Reach::Any || who.reaches.contains(&self.reach))
    }
}

impl GrantorRule {
    /// Whether that person may give that signature.
    #[must_use]
    pub fn entitles(&self, who: &Signatory<'_>, to: Signature) -> bool {
        let first = self.by.iter().any(|authority| authority.names(who));
        first || (to == Signature::Second && self.second.iter().any(|authority| authority.names(who)))
    }

    /// Whether people can grant it without anybody from outside: two different people among these, neither of them the bearer, one of
    /// whom may propose it and the other give the second signature.
    #[must_use]
    pub fn is_within_reach<W: PartialEq>(&self, bearer: Option<&W>, people: &[(W, Signatory<'_>)]) -> bool {
        let others = || people.iter().filter(|(who, _)| Some(who) != bearer);
        let mut proposers = others().filter(|(_, signatory)| self.entitles(signatory, Signature::First));
        proposers.any(|(one, _)| {
            others().any(|(other, signatory)| other != one && self.entitles(signatory, Signature::Second))
        })
    }

    /// The basis of a clearance that it grants, as the form proposes it: the article, and that it is ours where it is.
    #[must_use]
    pub fn words(&self) -> String {
        match self.ground {
            Ground::Practice => format!("{} (règle de la plateforme)", self.basis.label()),
            _ => self.basis.label(),
        }
    }
}

/// The rules in force, by kind of service and function.
#[derive(Debug, Clone, Default)]
pub(in crate::protocol) struct Grantors {
    rules: Vec<GrantorRule>,
    at: BTreeMap<(InstitutionKind, Function), usize>,
}

impl Grantors {
    /// The national protocol's rules, each function at each kind of service by itself; the ceiling's where it says nothing.
    pub(in crate::protocol) fn in_force(national: Option<&Protocol>, ceiling: &Protocol) -> Self {
        let own = national.map(|protocol| protocol.grantors.as_slice()).unwrap_or_default();
        let mut grantors = Self::default();
        for rule in own.iter().chain(&ceiling.grantors) {
            let place = grantors.rules.len();
            for kind in &rule.kinds {
                for function in &rule.functions {
                    grantors.at.entry((*kind, *function)).or_insert(place);
                }
            }
            grantors.rules.push(rule.clone());
        }
        grantors
    }

    pub(in crate::protocol) fn of(&self, kind: InstitutionKind, function: Function) -> Option<&GrantorRule> {
        self.rules.get(*self.at.get(&(kind, function))?)
    }

    pub(in crate::protocol) fn names(&self, kind: InstitutionKind, function: Function) -> bool {
        let named = |authority: &Authority| authority.kinds.contains(&kind) && authority.functions.contains(&function);
        self.rules.iter().any(|rule| rule.by.iter().chain(&rule.second).any(named))
    }
}

/// The `[[grantors]]`.
pub(in crate::protocol) fn grantors(
    section: &mut Section<'_>,
    bases: &BTreeMap<String, Basis>,
    found: &mut Findings,
) -> Vec<GrantorRule> {
    let mut rules: Vec<GrantorRule> = Vec::new();
    for table in section.tables("grantors", "the grantor", found) {
        let Some(rule) = rule(table, bases, found) else { continue };
        let twice = |known: &&GrantorRule| {
            known.kinds.iter().any(|kind| rule.kinds.contains(kind))
                && known.functions.iter().any(|function| rule.functions.contains(function))
        };
        if let Some(known) = rules.iter().find(twice) {
            found.add(rule.line, format!("speaks of a function of a kind that the table of line {} does", known.line));
        }
        rules.push(rule);
    }
    rules
}

fn rule(mut section: Section<'_>, bases: &BTreeMap<String, Basis>, found: &mut Findings) -> Option<GrantorRule> {
    let before = found.count();
    let line = section.line();
    let functions = required(&mut section, "functions", Function::ALL, Function::code, found);
    let kinds = required(&mut section, "kinds", InstitutionKind::ALL, InstitutionKind::code, found);
    let by = authorities(&mut section, "by", found);
    let second = authorities(&mut section, "second", found);
    let ground = section.code("ground", Ground::ALL, Ground::code, found);
    let basis = declared_basis(&mut section, bases, found);
    section.finish(found);
    if by.is_empty() && found.count() == before {
        found.add(line, "the grantor lacks `by`: nobody could propose such a clearance");
    }
    let by_machines = |authority: &Authority| authority.functions.contains(&Function::Administrator);
    if by.iter().chain(&second).any(by_machines)
        && functions.as_ref().is_some_and(|functions| functions.value != [Function::Administrator])
    {
        found.add(
            line,
            "whoever keeps the machines clears nobody but administrators: he would let himself in by another's hand",
        );
    }
    if found.count() > before {
        return None;
    }
    Some(GrantorRule {
        functions: functions?.value,
        kinds: kinds?.value,
        by,
        second,
        ground: ground?.value,
        basis: basis?.value,
        line,
    })
}

fn authorities(section: &mut Section<'_>, key: &'static str, found: &mut Findings) -> Vec<Authority> {
    let tables = section.tables(key, "who grants", found);
    tables.into_iter().filter_map(|table| authority(table, found)).collect()
}

fn authority(mut section: Section<'_>, found: &mut Findings) -> Option<Authority> {
    let kinds = required(&mut section, "kinds", InstitutionKind::ALL, InstitutionKind::code, found);
    let functions = required(&mut section, "functions", Function::ALL, Function::code, found);
    let reach = section.code("reach", Reach::ALL, Reach::code, found);
    section.finish(found);
    Some(Authority { kinds: kinds?.value, functions: functions?.value, reach: reach?.value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Agreement, REFERENCE};

    fn agreement() -> Agreement {
        let ceiling = Protocol::parse(REFERENCE).expect("the reference is sound");
        Agreement::assemble(ceiling, Vec::new(), jiff::civil::date(2026, 11, 21)).expect("and stands alone")
    }

    fn may(kind: InstitutionKind, function: Function, who: &Signatory<'_>) -> [bool; 2] {
        let agreement = agreement();
        [Signature::First, Signature::Second]
            .map(|to| agreement.grantor(kind, function).is_some_and(|rule| rule.entitles(who, to)))
    }

    #[test]
    fn the_head_of_a_prison_clears_its_staff_and_nobody_elses() {
        let head = |reaches: &'static [Reach]| Signatory {
            kind: InstitutionKind::Prison,
            functions: &[Function::Head],
            reaches,
        };
        assert_eq!(may(InstitutionKind::Prison, Function::Guard, &head(&[Reach::Own])), [true, true]);
        assert_eq!(may(InstitutionKind::Prison, Function::Guard, &head(&[Reach::Departement])), [false, false]);
        assert_eq!(may(InstitutionKind::Health, Function::Caregiver, &head(&[Reach::Attached])), [true, true]);
        assert_eq!(may(InstitutionKind::Prosecution, Function::Magistrate, &head(&[Reach::Departement])), [false; 2]);
    }

    #[test]
    fn above_the_prison_the_second_signature_alone_is_given() {
        let above = Signatory {
            kind: InstitutionKind::PrisonRegional,
            functions: &[Function::Management],
            reaches: &[Reach::Superior],
        };
        assert_eq!(may(InstitutionKind::Prison, Function::Guard, &above), [false, true]);
    }

    #[test]
    fn administrators_clear_administrators_and_nobody_else() {
        let administrator = Signatory {
            kind: InstitutionKind::PrisonCentral,
            functions: &[Function::Administrator],
            reaches: &[Reach::Own],
        };
        for kind in InstitutionKind::ALL {
            for function in Function::ALL {
                let expected = *kind == InstitutionKind::PrisonCentral && *function == Function::Administrator;
                assert_eq!(may(*kind, *function, &administrator), [expected, expected], "{kind} {function}");
            }
        }
    }

    #[test]
    fn a_function_that_a_kind_of_service_has_not_is_granted_by_nobody() {
        assert!(agreement().grantor(InstitutionKind::Prison, Function::Magistrate).is_none());
        assert!(agreement().grantor(InstitutionKind::Lawyer, Function::Agent).is_none());
    }
    #[test]
    fn what_takes_two_people_is_within_reach_of_two_and_the_bearer_is_neither() {
        let of = |function: &'static [Function]| Signatory {
            kind: InstitutionKind::PrisonCentral,
            functions: function,
            reaches: &[Reach::Any, Reach::Own],
        };
        let (head, manager) = (of(&[Function::Head]), of(&[Function::Management]));
        let reach = |function, bearer: Option<char>, people: &[(char, Signatory<'_>)]| {
            let agreement = agreement();
            let rule = agreement.grantor(InstitutionKind::PrisonCentral, function).expect("a rule");
            rule.is_within_reach(bearer.as_ref(), people)
        };
        let both = [('h', head), ('m', manager)];
        assert!(!reach(Function::Management, None, &[]), "nobody");
        assert!(!reach(Function::Management, None, &both[..1]), "nobody alone");
        assert!(
            !reach(Function::Management, None, &[('h', head), ('h', manager)]),
            "one person of two functions is one"
        );
        assert!(reach(Function::Management, None, &both), "the head proposes, the manager signs");
        assert!(!reach(Function::Management, Some('m'), &both), "but nobody for himself");
        assert!(!reach(Function::Head, None, &both), "a head is proposed by a manager, and signed by another");
        assert!(!reach(Function::Head, None, &[('a', head), ('b', head)]), "nobody here may propose");
        assert!(reach(Function::Head, None, &[('m', manager), ('n', manager)]));
    }
}
