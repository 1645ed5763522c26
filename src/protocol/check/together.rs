//! What can be checked of protocols only side by side: against the ceiling, against each other.

use crate::protocol::adopter;
use crate::protocol::agreement::{effective_cells, without_practice};
use crate::protocol::alert;
use crate::protocol::cell::{Protocol, Scope};
use crate::protocol::compile::Book;
use crate::protocol::decision::NO_CELL;
use crate::protocol::fault::Fault;
use crate::protocol::rhythm;
use crate::protocol::{journal_reader, journal_retention};

use super::exceeding::exceeding;

/// Every fault of these protocols beside the ceiling and each other, with the file that has it. That a narrower one says more than a
/// broader one is no such fault: [`excess`] tells it.
pub(in crate::protocol) fn together(ceiling: &Protocol, protocols: &[(String, Protocol)]) -> Vec<(String, Fault)> {
    let mut faults = Vec::new();
    if !ceiling.ceiling {
        faults.push((ceiling.id.clone(), Fault::new(1, "is given as the ceiling but does not say `ceiling = true`")));
    }
    let ceiling_book = book(ceiling.cells.iter());
    for (at, (file, protocol)) in protocols.iter().enumerate() {
        let mut own = Vec::new();
        if protocol.ceiling {
            own.push(Fault::new(1, "says `ceiling = true`: the ceiling is embedded, a file cannot raise it"));
        }
        own.extend(unknown_ancestor(protocol, ceiling));
        own.extend(protocols.iter().take(at).filter_map(|(other_file, other)| overlap(protocol, other, other_file)));
        own.extend(alert::beyond(protocol, ceiling));
        own.extend(rhythm::beyond(protocol, ceiling));
        own.extend(journal_reader::beyond(protocol, ceiling));
        own.extend(journal_retention::beyond(protocol, ceiling));
        own.extend(adopter::beyond(protocol, ceiling));
        own.extend(exceeding(&protocol.cells, &ceiling_book, "the ceiling", true));
        own.sort();
        faults.extend(own.into_iter().map(|fault| (file.clone(), fault)));
    }
    faults
}

/// Where narrower protocols say more than a broader one, with the file that does. Nobody gains by it, since a decision is lowered to
/// each broader one; but whoever writes a narrower protocol should know.
#[must_use]
pub fn excess(ceiling: &Protocol, protocols: &[(String, Protocol)]) -> Vec<(String, Fault)> {
    let mut found = Vec::new();
    for (file, protocol) in protocols {
        let mut own = more_than_the_broader(protocol, ceiling, protocols);
        own.sort();
        found.extend(own.into_iter().map(|fault| (file.clone(), fault)));
    }
    found
}

fn book<'c>(cells: impl Iterator<Item = &'c crate::protocol::Cell>) -> Book {
    Book::compile(cells.map(|cell| (NO_CELL, cell)))
}

fn unknown_ancestor(protocol: &Protocol, ceiling: &Protocol) -> Option<Fault> {
    let ancestor = protocol.inherits.as_ref().filter(|ancestor| **ancestor != ceiling.id)?;
    Some(Fault::new(
        protocol.inherits_line,
        format!("`inherits`: unknown \"{ancestor}\"; only the ceiling, \"{}\", can be inherited", ceiling.id),
    ))
}

fn overlap(protocol: &Protocol, other: &Protocol, other_file: &str) -> Option<Fault> {
    (protocol.scope == other.scope && protocol.overlaps(other)).then(|| {
        let message = format!(
            "overlaps {} of {other_file}: both reign in the same scope ({}) on the same days",
            other.reference(),
            protocol.scope
        );
        Fault::new(protocol.scope_line, message)
    })
}

/// A protocol of an inter-region or a département may only narrow: it gives no more than any national protocol that is in
/// force on one of its days, or than the texts alone where there is none.
fn more_than_the_broader(protocol: &Protocol, ceiling: &Protocol, protocols: &[(String, Protocol)]) -> Vec<Fault> {
    let narrows = match protocol.scope {
        Scope::National => false,
        Scope::InterRegion(_) | Scope::Departement(_) => true,
        Scope::Commission(commission) => !commission.may_add(),
    };
    if !narrows {
        return Vec::new();
    }
    let national: Vec<&Protocol> = protocols
        .iter()
        .map(|(_, other)| other)
        .filter(|other| other.scope == Scope::National && other.overlaps(protocol))
        .collect();
    if national.is_empty() {
        let texts = book(without_practice(&ceiling.cells));
        return exceeding(&protocol.cells, &texts, "the texts (no national protocol is in force)", false);
    }
    let each = national.into_iter().map(|national| {
        let broader = book(effective_cells(national, ceiling).iter());
        exceeding(&protocol.cells, &broader, &national.reference(), false)
    });
    each.flatten().collect()
}
