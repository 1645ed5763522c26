//! The territory table: which police or gendarmerie service is competent for which commune (R. 57-7-85 CPP). It comes as a
//! file, whole or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use diesel::prelude::*;

use crate::db::schema::{institution, territory};
use crate::db::{AnyConnection, Error};
use crate::domain::value::ValueKind;
use crate::domain::{Id, Institution, InstitutionKind};

/// The most bytes that a file may have: all communes of France several times over.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;

/// The header line, exactly.
pub const HEADER: [&str; 2] = ["service", "commune_insee"];

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1: the header's.
    pub line: usize,
    /// What is wrong there, and what to do.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.reason)
    }
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum NotDone {
    /// Every fault of the file.
    #[error("{} faults", .0.len())]
    Faulty(Vec<Fault>),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] Error),
}

impl From<diesel::result::Error> for NotDone {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

/// What was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Services whose communes the file gives.
    pub services: usize,
    /// Communes that they have now and had not.
    pub gained: usize,
    /// Communes that they had and have no more.
    pub lost: usize,
}

/// A file as read: the code of the service and the commune, with their line.
type Lines = Vec<(usize, String, String)>;

/// Reads a file `service;commune_insee`, UTF-8, with or without byte order mark.
///
/// # Errors
/// Every faulty line: not two cells, no commune's code, the same pair twice; or the file as a whole: too long, not UTF-8, another
/// header, nothing in it.
pub fn parse(content: &[u8]) -> Result<Lines, Vec<Fault>> {
    let whole = |reason: &str| vec![Fault { line: 1, reason: reason.to_owned() }];
    if content.len() > MOST_BYTES {
        return Err(whole("the file has more than 8 MiB"));
    }
    let text = std::str::from_utf8(content).map_err(|_| whole("the file is not UTF-8"))?;
    let mut lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    let header: Vec<&str> = lines.next().map(|(_, line)| line.split(';').map(str::trim).collect()).unwrap_or_default();
    if header != HEADER {
        return Err(whole("the first line must be `service;commune_insee`"));
    }
    let (mut read, mut faults, mut seen) = (Lines::new(), Vec::new(), BTreeSet::new());
    for (at, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let number = at + 1;
        let mut fault = |reason: String| faults.push(Fault { line: number, reason });
        let cells: Vec<&str> = line.split(';').map(str::trim).collect();
        let [service, commune] = cells[..] else {
            fault(format!("{} cells instead of two", cells.len()));
            continue;
        };
        if ValueKind::Commune.parse(commune).is_err() {
            fault("commune_insee: not five characters of the official code, such as 59350".to_owned());
        } else if !seen.insert((service.to_owned(), commune.to_owned())) {
            fault("the same service and commune stand on an earlier line".to_owned());
        }
        read.push((number, service.to_owned(), commune.to_owned()));
    }
    if read.is_empty() && faults.is_empty() {
        return Err(whole("the file has no line after its header"));
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

/// Gives each service that the file names exactly the communes of the file; others keep theirs. In the caller's transaction.
/// Ties and alerts follow at the reconciler's next turn.
///
/// # Errors
/// Every line that names no service of police or gendarmerie known here; the caller's transaction must then fail.
pub fn import(connection: &mut AnyConnection, lines: &Lines) -> Result<Counts, NotDone> {
    let known: Vec<(String, Id<Institution>, InstitutionKind)> = institution::table
        .filter(institution::closed_at.is_null())
        .select((institution::slug, institution::id, institution::kind))
        .load(connection)?;
    let known: BTreeMap<String, (Id<Institution>, InstitutionKind)> =
        known.into_iter().map(|(slug, id, kind)| (slug, (id, kind))).collect();
    let (mut faults, mut wanted) = (Vec::new(), BTreeMap::<Id<Institution>, BTreeSet<String>>::new());
    for (line, service, commune) in lines {
        match known.get(service) {
            Some((id, InstitutionKind::Police | InstitutionKind::Gendarmerie)) => {
                wanted.entry(*id).or_default().insert(commune.clone());
            }
            Some(_) => faults.push(Fault { line: *line, reason: "service: neither police nor gendarmerie".to_owned() }),
            None => faults.push(Fault { line: *line, reason: "service: no service has this code".to_owned() }),
        }
    }
    if !faults.is_empty() {
        return Err(NotDone::Faulty(faults));
    }
    let mut counts = Counts { services: wanted.len(), ..Counts::default() };
    for (service, communes) in wanted {
        let had: Vec<String> = territory::table
            .filter(territory::institution_id.eq(service))
            .select(territory::commune)
            .load(connection)?;
        let had: BTreeSet<String> = had.into_iter().collect();
        for commune in had.difference(&communes) {
            counts.lost += diesel::delete(territory::table.find((service.to_string(), commune))).execute(connection)?;
        }
        for commune in communes.difference(&had) {
            counts.gained += diesel::insert_into(territory::table)
                .values((territory::institution_id.eq(service), territory::commune.eq(commune)))
                .execute(connection)?;
        }
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(content: &str) -> Vec<usize> {
        parse(content.as_bytes()).err().unwrap_or_default().into_iter().map(|fault| fault.line).collect()
    }

    #[test]
    fn a_good_file_is_read_with_its_lines() {
        let lines = parse("\u{feff}service;commune_insee\r\npolice-nord;59350\n\ngendarmerie-nord;2A004\n".as_bytes());
        let expected = [(2, "police-nord", "59350"), (4, "gendarmerie-nord", "2A004")];
        assert_eq!(lines, Ok(expected.map(|(n, s, c)| (n, s.to_owned(), c.to_owned())).to_vec()));
    }

    #[test]
    fn every_faulty_line_is_named() {
        assert_eq!(faults("service;commune_insee\na;59350\na\nb;5935\na;59350\n"), [3, 4, 5]);
        for whole in ["", "commune;service\na;59350\n", "service;commune_insee\n"] {
            assert_eq!(faults(whole), [1], "{whole}");
        }
        assert!(parse(b"service;commune_insee\n\xff;59350\n").is_err());
    }
}
