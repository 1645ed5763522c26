//! Who may bring a protocol into force: the protocol's `[[adopters]]`. Each table is a *side*; a protocol is adopted once two sides have
//! signed the same text, each by a person of another institution. No text says who signs a protocol between institutions: it is a
//! house rule of the operator's, so it stands in the protocol with its basis.

use std::collections::BTreeMap;

use crate::domain::basis::Basis;
use crate::domain::{Function, InstitutionKind};

use super::cell::{Protocol, Scope};
use super::decide::{ReaderFacts, governs};
use super::fault::Fault;
use super::parse::{declared_basis, required};
use super::toml_tree::{At, Findings, Section};

/// The kinds of scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reign {
    /// Everywhere.
    National,
    /// In one inter-region.
    InterRegion,
    /// In one département.
    Departement,
    /// In the exchanges of a commission.
    Commission,
}

impl Reign {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::National, Self::InterRegion, Self::Departement, Self::Commission];

    /// The code in the protocol.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::National => "national",
            Self::InterRegion => "inter_region",
            Self::Departement => "departement",
            Self::Commission => "commission",
        }
    }

    /// In French: `protocole national`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::National => "protocole national",
            Self::InterRegion => "protocole d’une interrégion",
            Self::Departement => "protocole d’un département",
            Self::Commission => "règlement d’une commission",
        }
    }

    /// The kind of this scope.
    #[must_use]
    pub const fn of(scope: &Scope) -> Self {
        match scope {
            Scope::National => Self::National,
            Scope::InterRegion(_) => Self::InterRegion,
            Scope::Departement(_) => Self::Departement,
            Scope::Commission(_) => Self::Commission,
        }
    }
}

/// One side of an adoption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdopterRule {
    /// Its name, kept with the signature: lower-case letters, digits, hyphens.
    pub side: String,
    /// For protocols of these scopes.
    pub scopes: Vec<Reign>,
    /// Somebody of these institutions …
    pub kinds: Vec<InstitutionKind>,
    /// … in one of these functions.
    pub functions: Vec<Function>,
    /// What it rests on.
    pub basis: Basis,
    /// The line where it begins.
    pub line: usize,
}

impl AdopterRule {
    /// Whether this reader signs for this side a protocol of that scope. Beneath the national level the institution must be one
    /// that the protocol governs; the central administration governs all of its own.
    #[must_use]
    pub fn names(&self, reader: &ReaderFacts, scope: &Scope) -> bool {
        let is_local = matches!(scope, Scope::InterRegion(_) | Scope::Departement(_));
        let is_at_home = !is_local || reader.kind == InstitutionKind::PrisonCentral || governs(scope, reader);
        reader.cleared
            && is_at_home
            && self.scopes.contains(&Reign::of(scope))
            && self.kinds.contains(&reader.kind)
            && reader.functions.iter().any(|function| self.functions.contains(function))
    }
}

/// The `[[adopters]]`.
pub(in crate::protocol) fn adopters(
    section: &mut Section<'_>,
    bases: &BTreeMap<String, Basis>,
    found: &mut Findings,
) -> Vec<AdopterRule> {
    let tables = section.tables("adopters", "the adopter", found);
    tables.into_iter().filter_map(|table| rule(table, bases, found)).collect()
}

fn rule(mut section: Section<'_>, bases: &BTreeMap<String, Basis>, found: &mut Findings) -> Option<AdopterRule> {
    let before = found.count();
    let line = section.line();
    let side = section.text("side", found);
    let scopes = required(&mut section, "scopes", &Reign::ALL, Reign::code, found);
    let kinds = required(&mut section, "kinds", InstitutionKind::ALL, InstitutionKind::code, found);
    let functions = required(&mut section, "functions", Function::ALL, Function::code, found);
    let basis = declared_basis(&mut section, bases, found);
    section.finish(found);
    if let Some(At { line, value }) = &side
        && !value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    {
        found.add(*line, "`side` may hold lower-case letters, digits and hyphens only");
    }
    if let Some(functions) = functions.as_ref().filter(|at| at.value.contains(&Function::Administrator)) {
        found.add(functions.line, "`functions`: technical administration adopts no protocol");
    }
    if found.count() > before {
        return None;
    }
    Some(AdopterRule {
        side: side?.value,
        scopes: scopes?.value,
        kinds: kinds?.value,
        functions: functions?.value,
        basis: basis?.value,
        line,
    })
}

/// Adopters are national; and for whatever scope a protocol speaks of, there are two sides: nobody adopts alone. One that names any
/// names them for every scope, so that none is left without.
pub(in crate::protocol) fn alone(protocol: &Protocol, found: &mut Findings) {
    let Some(first) = protocol.adopters.first() else { return };
    if protocol.scope != Scope::National {
        found.add(first.line, "adopters stand in national protocols only");
        return;
    }
    for reign in Reign::ALL {
        let mut sides: Vec<&str> = Vec::new();
        for rule in protocol.adopters.iter().filter(|rule| rule.scopes.contains(&reign)) {
            if !sides.contains(&rule.side.as_str()) {
                sides.push(&rule.side);
            }
        }
        if sides.len() < 2 {
            found.add(
                first.line,
                format!(
                    "adopters: `{}` has {} side(s), and two must sign: nobody adopts alone",
                    reign.code(),
                    sides.len()
                ),
            );
        }
    }
}

/// Every side in force: the national protocol's if it names any, else the ceiling's.
pub(in crate::protocol) fn in_force(national: Option<&Protocol>, ceiling: &Protocol) -> Vec<AdopterRule> {
    let own = national.map(|protocol| protocol.adopters.as_slice()).filter(|own| !own.is_empty());
    own.unwrap_or(&ceiling.adopters).to_vec()
}

/// No adopter of a kind that has no part in the exchange; kept beside the other checks of protocols side by side.
pub(in crate::protocol) fn beyond(protocol: &Protocol, ceiling: &Protocol) -> Vec<Fault> {
    let named = |kind: &InstitutionKind| ceiling.cells.iter().any(|cell| cell.kinds.contains(kind));
    let mut faults = Vec::new();
    for rule in &protocol.adopters {
        for kind in rule.kinds.iter().filter(|kind| !named(kind)) {
            faults.push(Fault::new(
                rule.line,
                format!("adopters: {kind} is given nothing by any text, and signs nothing"),
            ));
        }
    }
    faults
}
