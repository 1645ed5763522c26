//! `/dossiers?q=&phase=&page=`: search, filtered before it is counted.

use askama::Template;

use super::frame::Frame;
use super::home::Empty;
use super::parts::{Choice, FileRow, Link};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "dossiers.html", whitespace = "minimize")]
pub struct DossiersPage {
    /// What surrounds it.
    pub frame: Frame,
    /// What was searched for, as typed.
    pub q: String,
    /// The phases to filter by.
    pub phases: Vec<Choice>,
    /// `12 dossiers`, after filtering.
    pub count: String,
    /// How they are ordered: `classés par nom`.
    pub order: String,
    /// What is filtered by; each link takes one away.
    pub chips: Vec<Link>,
    /// This page's files.
    pub rows: Vec<FileRow>,
    /// The other pages.
    pub pagination: Option<Pagination>,
    /// Why nothing was found, and what to do next; said only when `rows` is empty.
    pub empty: Empty,
}

/// Pages of a list.
#[derive(Debug, Clone)]
pub struct Pagination {
    /// The pages offered, in order; a gap in the numbers shows as an ellipsis.
    pub pages: Vec<PageLink>,
    /// The one before.
    pub previous: Option<String>,
    /// The one after.
    pub next: Option<String>,
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct PageLink {
    /// Its number, from 1.
    pub number: u64,
    /// Its address.
    pub href: String,
    /// Whether it is this one.
    pub current: bool,
    /// Whether pages are left out before it.
    pub after_gap: bool,
}

impl Pagination {
    /// The pages around `current` of `last`, the first and the last always among them; `None` when there is but one.
    pub fn around(current: u64, last: u64, href: impl Fn(u64) -> String) -> Option<Self> {
        if last < 2 {
            return None;
        }
        let from = current.saturating_sub(2).max(2);
        let to = (current + 2).min(last.saturating_sub(1));
        let numbers = std::iter::once(1).chain(from..=to).chain(std::iter::once(last));
        let mut before = 0;
        let pages = numbers
            .map(|number| {
                let after_gap = number > before + 1;
                before = number;
                PageLink { number, href: href(number), current: number == current, after_gap }
            })
            .collect();
        Some(Self {
            pages,
            previous: (current > 1).then(|| href(current - 1)),
            next: (current < last).then(|| href(current + 1)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(current: u64, last: u64) -> String {
        let href = |n: u64| format!("/dossiers?page={n}");
        let Some(pagination) = Pagination::around(current, last, href) else { return String::new() };
        let page = |p: &PageLink| {
            format!("{}{}{}", if p.after_gap { "… " } else { "" }, p.number, if p.current { "*" } else { "" })
        };
        pagination.pages.iter().map(page).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_first_the_last_and_the_neighbours_are_offered_once_each() {
        assert_eq!(shown(1, 1), "");
        assert_eq!(shown(1, 2), "1* 2");
        assert_eq!(shown(1, 9), "1* 2 3 … 9");
        assert_eq!(shown(5, 9), "1 … 3 4 5* 6 7 … 9");
        assert_eq!(shown(9, 9), "1 … 7 8 9*");
        assert_eq!(shown(3, 5), "1 2 3* 4 5");
    }
}
