//! Who reads the journal: the protocol's `[[journal_readers]]` (domain, section 10). For the files of electronic monitoring the texts
//! name the readers: the director of the prison administration, those whom he specially clears, the supervising magistrate. For the
//! others they name none: each authority reads its own part. A colleague never reads what a colleague did, and whoever keeps the
//! machines never reads at all: a protocol that says so is refused when it is read.

use std::collections::BTreeMap;

use crate::domain::basis::Basis;
use crate::domain::supervision::Slice;
use crate::domain::{FileRegime, Function, Ground, Id, Institution, InstitutionKind};

use super::cell::Protocol;
use super::fault::Fault;
use super::parse::{declared_basis, required};
use super::toml_tree::{Findings, Section};

/// The functions that answer for what others do. Everybody else is a colleague.
const ANSWERABLE: &[Function] =
    &[Function::Head, Function::ProbationDirector, Function::Controller, Function::Magistrate];

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalReaderRule {
    /// The regimes whose entries it opens.
    pub regimes: Vec<FileRegime>,
    /// To services of these kinds.
    pub kinds: Vec<InstitutionKind>,
    /// To whoever holds one of these functions there.
    pub functions: Vec<Function>,
    /// Which part of them.
    pub slice: Slice,
    /// What kind of authority the basis has.
    pub ground: Ground,
    /// The article.
    pub basis: Basis,
    /// The line where it begins.
    pub line: usize,
}

/// Who wants to read, as far as the rules ask.
#[derive(Debug, Clone, Copy)]
pub struct Supervisor<'r> {
    /// The kind of his service.
    pub kind: InstitutionKind,
    /// What his clearance covers.
    pub functions: &'r [Function],
    /// His service.
    pub institution: Id<Institution>,
    /// Its département.
    pub departement: Option<&'r str>,
}

/// What the rules ask of an entry.
#[derive(Debug, Clone, Copy)]
pub struct Trace<'e> {
    /// The regime under which it was written.
    pub regime: FileRegime,
    /// The service of whoever acted.
    pub institution: Id<Institution>,
    /// The département of that service; none for the machines, and for services that have none.
    pub departement: Option<&'e str>,
}

impl JournalReaderRule {
    /// Whether it names this reader. Nobody who keeps the machines, whatever else he does.
    #[must_use]
    pub fn names(&self, who: &Supervisor<'_>) -> bool {
        !who.functions.contains(&Function::Administrator)
            && self.kinds.contains(&who.kind)
            && who.functions.iter().any(|function| self.functions.contains(function))
    }

    /// Whether that entry is in the part that it opens to this reader.
    #[must_use]
    pub fn covers(&self, who: &Supervisor<'_>, entry: &Trace<'_>) -> bool {
        let is_own = entry.institution == who.institution;
        self.regimes.contains(&entry.regime)
            && match self.slice {
                Slice::All => true,
                Slice::OwnInstitution => is_own,
                Slice::OwnDepartement => !is_own && who.departement.is_some() && entry.departement == who.departement,
            }
    }
}

/// The `[[journal_readers]]`.
pub(in crate::protocol) fn readers(
    section: &mut Section<'_>,
    bases: &BTreeMap<String, Basis>,
    found: &mut Findings,
) -> Vec<JournalReaderRule> {
    let tables = section.tables("journal_readers", "the journal's reader", found);
    tables.into_iter().filter_map(|table| rule(table, bases, found)).collect()
}

fn rule(mut section: Section<'_>, bases: &BTreeMap<String, Basis>, found: &mut Findings) -> Option<JournalReaderRule> {
    let before = found.count();
    let line = section.line();
    let regimes = required(&mut section, "regimes", FileRegime::ALL, FileRegime::code, found);
    let kinds = required(&mut section, "kinds", InstitutionKind::ALL, InstitutionKind::code, found);
    let functions = required(&mut section, "functions", Function::ALL, Function::code, found);
    let slice = section.code("slice", Slice::ALL, Slice::code, found);
    let ground = section.code("ground", Ground::ALL, Ground::code, found);
    let basis = declared_basis(&mut section, bases, found);
    section.finish(found);
    if let (Some(functions), Some(slice)) = (&functions, &slice) {
        for function in functions.value.iter().filter(|function| !ANSWERABLE.contains(function)) {
            let message =
                format!("`functions`: {function} answers for nobody; the journal is never read by colleagues");
            found.add(functions.line, message);
        }
        if functions.value.contains(&Function::Magistrate) && slice.value == Slice::OwnInstitution {
            found.add(
                slice.line,
                "`slice`: the magistrates of one service are colleagues; own_departement leaves their own out",
            );
        }
    }
    if found.count() > before {
        return None;
    }
    Some(JournalReaderRule {
        regimes: regimes?.value,
        kinds: kinds?.value,
        functions: functions?.value,
        slice: slice?.value,
        ground: ground?.value,
        basis: basis?.value,
        line,
    })
}

/// Every rule of a protocol that opens the journal of a file of electronic monitoring to somebody whom the texts don't name.
pub(in crate::protocol) fn beyond(protocol: &Protocol, ceiling: &Protocol) -> Vec<Fault> {
    let mut faults = Vec::new();
    for rule in &protocol.journal_readers {
        for regime in rule.regimes.iter().filter(|regime| regime.is_of_tags()) {
            let is_within = |limit: &&JournalReaderRule| {
                limit.regimes.contains(regime)
                    && rule.kinds.iter().all(|kind| limit.kinds.contains(kind))
                    && rule.functions.iter().all(|function| limit.functions.contains(function))
                    && (limit.slice == Slice::All || limit.slice == rule.slice)
            };
            if !ceiling.journal_readers.iter().any(|limit| is_within(&limit)) {
                let message = format!("opens the journal of {regime} to more than the texts name");
                faults.push(Fault::new(rule.line, message));
            }
        }
    }
    faults
}

/// The rules in force: for each regime the national protocol's if it says anything of it, else the ceiling's; those of `practice` only
/// under an act.
pub(in crate::protocol) fn in_force(national: Option<&Protocol>, ceiling: &Protocol) -> Vec<JournalReaderRule> {
    let own = national.map(|protocol| protocol.journal_readers.as_slice()).unwrap_or_default();
    let has_act = national.is_some_and(|protocol| protocol.authorising_act.is_some());
    let is_replaced = |regime: &FileRegime| own.iter().any(|rule| rule.regimes.contains(regime));
    let left = ceiling.journal_readers.iter().filter_map(|rule| {
        let regimes: Vec<FileRegime> = rule.regimes.iter().copied().filter(|regime| !is_replaced(regime)).collect();
        (!regimes.is_empty()).then(|| JournalReaderRule { regimes, ..rule.clone() })
    });
    let mut rules: Vec<JournalReaderRule> = own.iter().cloned().chain(left).collect();
    rules.retain(|rule| has_act || rule.ground != Ground::Practice);
    rules
}

#[cfg(test)]
mod tests {
    use super::super::{Agreement, Fault, Protocol, reference};
    use super::*;
    use jiff::civil::date;

    fn national(rules: &str) -> String {
        format!(
            "id = \"essai\"\ntitle = \"Essai\"\nversion = 1\nscope = {{ national = true }}\nvalid_from = 2026-01-01\n\
             signatories = [\"Essai\"]\ninherits = \"reference\"\n\n[basis]\n\
             own = {{ current = \"essai\", certainty = \"seen\", regime = \"hub\" }}\n\n{rules}"
        )
    }

    fn reader(regime: &str, function: &str, slice: &str) -> String {
        format!(
            "[[journal_readers]]\nregimes = [\"{regime}\"]\nkinds = [\"prison\", \"prosecution\"]\n\
             functions = [\"{function}\"]\nslice = \"{slice}\"\nground = \"text\"\nbasis = \"own\"\n"
        )
    }

    fn kept(regime: &str, months: u32) -> String {
        format!("[[journal_retention]]\nregimes = [\"{regime}\"]\nmonths = {months}\nbasis = \"own\"\n")
    }

    fn agreed(rules: &str) -> Result<Agreement, Vec<Fault>> {
        let protocol = Protocol::parse(&national(rules))?;
        let named = vec![("essai.toml".to_owned(), protocol)];
        Agreement::assemble(reference()?, named, date(2026, 11, 21))
            .map_err(|faults| faults.into_iter().map(|(_, fault)| fault).collect())
    }

    fn refused(rules: &str) -> String {
        agreed(rules).expect_err(rules).iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_colleague_and_whoever_keeps_the_machines_are_refused_when_the_text_is_read() {
        for function in ["guard", "administrator", "officer", "management"] {
            assert!(refused(&reader("hub", function, "own_institution")).contains("answers for nobody"), "{function}");
        }
        assert!(refused(&reader("appi", "magistrate", "own_institution")).contains("are colleagues"));
        assert!(agreed(&reader("appi", "magistrate", "own_departement")).is_ok());
    }

    #[test]
    fn nobody_is_added_to_those_whom_the_texts_name_for_the_files_of_tags() {
        for regime in ["psem", "ddse", "bar"] {
            assert!(refused(&reader(regime, "head", "own_institution")).contains("more than the texts name"));
        }
    }

    #[test]
    fn a_national_protocol_says_anew_who_reads_a_regime_and_leaves_the_others() {
        let agreement = agreed(&reader("genesis", "head", "all")).expect("sound");
        let of = |regime| agreement.journal_readers().iter().filter(move |rule| rule.regimes.contains(&regime));
        assert_eq!(of(FileRegime::Genesis).map(|rule| rule.slice).collect::<Vec<_>>(), [Slice::All]);
        assert!(of(FileRegime::Hub).count() > 1 && of(FileRegime::Psem).count() == 2);
    }

    #[test]
    fn a_time_that_a_text_fixes_can_neither_be_shortened_nor_prolonged() {
        assert!(refused(&kept("psem", 12)).contains("no other time"));
        assert!(refused(&kept("ddse", 60)).contains("no other time"));
        assert!(refused(&kept("genesis", 121)).contains("between 1 and 120"));
        assert!(refused(&format!("{}{}", kept("appi", 24), kept("appi", 36))).contains("as the table of line"));
        let agreement = agreed(&kept("genesis", 24)).expect("sound");
        let months = |regime| agreement.journal_retention(regime).map(|rule| rule.months);
        assert_eq!(months(FileRegime::Genesis), Some(24));
        assert_eq!(months(FileRegime::Hub), Some(36));
        assert_eq!(months(FileRegime::Appi), None, "nobody said: nothing is erased");
    }

    #[test]
    fn who_keeps_the_machines_reads_nothing_whatever_else_he_does() {
        let agreement = agreed("").expect("sound");
        let own = Id::from_bytes([1; 16]);
        let who = |functions| Supervisor {
            kind: InstitutionKind::PrisonCentral,
            functions,
            institution: own,
            departement: None,
        };
        let entry = Trace { regime: FileRegime::Psem, institution: Id::from_bytes([2; 16]), departement: None };
        assert!(agreement.opens_entry(&who(&[Function::Head]), &entry).is_some());
        assert!(agreement.opens_entry(&who(&[Function::Head, Function::Administrator]), &entry).is_none());
    }
}
