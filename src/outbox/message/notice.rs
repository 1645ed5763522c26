//! The notice of article 719-1 CPP: what R. 57-7-85 lists, and nothing else.

use std::fmt;

use askama::Template;
use jiff::civil::Date;

use super::Unfit;
use super::words::{both, day, one_line};

/// What R. 57-7-85 CPP lists, for a relay inside the State: five items and the date of release, without its hour.
#[derive(Clone, PartialEq, Eq)]
pub struct NoticeR57_7_85 {
    /// Family name.
    pub family_name: String,
    /// Name in use, which belongs to the name.
    pub usage_name: Option<String>,
    /// First names.
    pub given_names: String,
    /// Date of birth.
    pub birth_date: Date,
    /// Declared address.
    pub declared_address: String,
    /// Date of release; `None` says that the release is cancelled.
    pub release_date: Option<Date>,
    /// Where to acknowledge: an `http://` or `https://` address.
    pub link: String,
    /// The Message-ID, without angle brackets, of the letter that this one replaces.
    pub replaces: Option<String>,
}

impl fmt::Debug for NoticeR57_7_85 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NoticeR57_7_85(..)")
    }
}

impl NoticeR57_7_85 {
    /// The subject, which tells neither the person nor the date.
    pub(in crate::outbox::message) fn subject(&self) -> String {
        "Quadrige\u{a0}: avis prévu à l’article 719-1 du code de procédure pénale".to_owned()
    }

    /// Plain text and HTML.
    pub(in crate::outbox::message) fn bodies(&self) -> Result<(String, String), Unfit> {
        let words = Words {
            subject: self.subject(),
            opening: "Avis de libération donné en application de l’article 719-1 du code de procédure pénale (ancien article R.\u{a0}57-7-85 du même code).",
            family_name: one_line(&self.family_name),
            usage_name: self.usage_name.as_deref().map(one_line),
            given_names: one_line(&self.given_names),
            birth_date: day(self.birth_date),
            declared_address: one_line(&self.declared_address),
            release_date: self
                .release_date
                .map_or_else(|| "annulée, aucune date n’est prévue à ce jour".to_owned(), day),
            link: &self.link,
            replaces: self.replaces.is_some(),
        };
        both(&Text { words: &words }, &Html { words: &words })
    }
}

struct Words<'m> {
    subject: String,
    opening: &'static str,
    family_name: String,
    usage_name: Option<String>,
    given_names: String,
    birth_date: String,
    declared_address: String,
    release_date: String,
    link: &'m str,
    replaces: bool,
}

#[derive(Template)]
#[template(path = "mail/notice.txt")]
struct Text<'m> {
    words: &'m Words<'m>,
}

#[derive(Template)]
#[template(path = "mail/notice.html")]
struct Html<'m> {
    words: &'m Words<'m>,
}
