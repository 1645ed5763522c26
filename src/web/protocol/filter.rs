//! What of the agreement is looked at: a phase, a kind of institution, a function; as a table or in sentences.

use super::super::format;
use super::super::forms::Typed;
use super::super::pages::parts::{Choice, Link};
use super::super::pages::protocol::{self as pages, MarkCell, MatrixRow};
use super::words;
use crate::domain::{DataCategory, Function, InstitutionKind, Level, Phase};
use crate::protocol::{Agreement, Cell, Mark, row};

/// How many sentences a page holds.
const PER_PAGE: usize = 40;

/// What was asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filter {
    phase: Phase,
    kind: Option<InstitutionKind>,
    function: Option<Function>,
    as_list: bool,
    show_bases: bool,
    page: usize,
}

impl Default for Filter {
    fn default() -> Self {
        Self { phase: Phase::Detention, kind: None, function: None, as_list: false, show_bases: false, page: 1 }
    }
}

/// A code of a closed list; empty is none, another text is refused.
pub(super) fn coded<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if text.is_empty() { Some(None) } else { read(text).map(Some) }
}

impl Filter {
    /// Reads the address; `None` where it names what doesn't exist.
    pub(super) fn asked(typed: &Typed) -> Option<Self> {
        let page = typed.text("page");
        Some(Self {
            phase: coded(typed.text("stade"), Phase::from_code)?.unwrap_or(Phase::Detention),
            kind: coded(typed.text("institution"), InstitutionKind::from_code)?,
            function: coded(typed.text("fonction"), Function::from_code)?,
            as_list: match typed.text("forme") {
                "" | "tableau" => false,
                "liste" => true,
                _ => return None,
            },
            show_bases: typed.text("fondements") == "oui",
            page: if page.is_empty() { 1 } else { page.parse().ok().filter(|page| (1..=9_999).contains(page))? },
        })
    }

    fn href(&self) -> String {
        let mut href = format!(
            "/protocole?stade={}&institution={}&fonction={}",
            self.phase.code(),
            self.kind.map_or("", InstitutionKind::code),
            self.function.map_or("", Function::code)
        );
        if self.as_list {
            href.push_str("&forme=liste");
        }
        if self.show_bases {
            href.push_str("&fondements=oui");
        }
        if self.page > 1 {
            href.push_str(&format!("&page={}", self.page));
        }
        href
    }

    /// The form above the table.
    pub(super) fn form(&self) -> pages::Filter {
        let otherwise = Self { as_list: !self.as_list, page: 1, ..*self };
        let articles = Self { show_bases: !self.show_bases, ..*self };
        let (form, basis) = (
            if self.as_list { "Voir en tableau" } else { "Voir en liste, une phrase par cellule" },
            if self.show_bases { "Masquer les fondements" } else { "Afficher les fondements" },
        );
        let mut others = vec![Link::new(form, &otherwise.href())];
        if !self.as_list {
            others.push(Link::new(basis, &articles.href()));
        }
        pages::Filter {
            phases: phases(self.phase),
            kinds: with_all("Toutes", kinds(self.kind), self.kind.is_none()),
            functions: with_all("Toutes", functions(self.function), self.function.is_none()),
            as_list: self.as_list,
            show_bases: self.show_bases,
            others,
        }
    }

    fn functions(&self) -> Vec<Function> {
        self.function.map_or_else(|| Function::ALL.to_vec(), |function| vec![function])
    }

    /// The table: kinds that are given anything.
    pub(super) fn rows(&self, agreement: &Agreement) -> Vec<MatrixRow> {
        if self.as_list {
            return Vec::new();
        }
        let functions = self.functions();
        let kinds = InstitutionKind::ALL.iter().filter(|kind| self.kind.is_none_or(|only| only == **kind));
        let rows = kinds.filter_map(|kind| {
            let marks = row(agreement, *kind, &functions, self.phase);
            marks.iter().any(|mark| mark.level > Level::None).then(|| MatrixRow {
                kind: kind.label(),
                marks: marks.iter().map(|mark| self.mark(agreement, mark)).collect(),
            })
        });
        rows.collect()
    }

    fn mark(&self, agreement: &Agreement, mark: &Mark) -> MarkCell {
        let mut note = Vec::new();
        if let Some(way) = mark.way {
            note.push(way.label());
        }
        if mark.is_conditional {
            note.push("sous condition");
        }
        MarkCell {
            category: mark.category.label(),
            level: mark.level,
            write: mark.write,
            note: note.join(", "),
            basis: mark.cell.filter(|_| self.show_bases).map(|cell| agreement.article(cell).to_owned()),
        }
    }

    /// The list: the sentences of this page, how many there are, and the pages around it.
    pub(super) fn sentences(&self, agreement: &Agreement) -> (Vec<String>, String, Vec<Link>) {
        if !self.as_list {
            return (Vec::new(), String::new(), Vec::new());
        }
        let concerns = |cell: &&Cell| {
            cell.phases.contains(&self.phase)
                && self.kind.is_none_or(|kind| cell.kinds.contains(&kind))
                && self.function.is_none_or(|function| cell.open_to().any(|known| known == function))
        };
        let cells: Vec<&Cell> = agreement.cells().iter().filter(concerns).collect();
        let pages = cells.len().div_ceil(PER_PAGE).max(1);
        let page = self.page.min(pages);
        let sentences = cells.iter().skip((page - 1) * PER_PAGE).take(PER_PAGE).map(|cell| words::cell(cell)).collect();
        let mut around = Vec::new();
        if page > 1 {
            around.push(Link::new("Page précédente", &Self { page: page - 1, ..*self }.href()));
        }
        if page < pages {
            around.push(Link::new("Page suivante", &Self { page: page + 1, ..*self }.href()));
        }
        let count = format!("{}, page {page} sur {pages}", format::count(cells.len() as u64, "cellule", "cellules"));
        (sentences, count, around)
    }
}

/// The columns of the table.
pub(super) fn columns() -> Vec<&'static str> {
    DataCategory::ALL.iter().map(|category| category.label()).collect()
}

fn with_all(label: &str, mut choices: Vec<Choice>, selected: bool) -> Vec<Choice> {
    choices.insert(0, Choice::new("", label, selected));
    choices
}

pub(super) fn phases(chosen: Phase) -> Vec<Choice> {
    Phase::ALL.iter().map(|phase| Choice::new(phase.code(), phase.label(), *phase == chosen)).collect()
}

pub(super) fn kinds(chosen: Option<InstitutionKind>) -> Vec<Choice> {
    InstitutionKind::ALL.iter().map(|kind| Choice::new(kind.code(), kind.label(), Some(*kind) == chosen)).collect()
}

pub(super) fn functions(chosen: Option<Function>) -> Vec<Choice> {
    let functions = Function::ALL.iter().filter(|function| **function != Function::Administrator);
    functions.map(|one| Choice::new(one.code(), one.label(), Some(*one) == chosen)).collect()
}
