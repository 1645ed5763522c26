//! The mail sink: it prints a [`Reference`] or a [`NoticeR57_7_85`], and there is no third thing that it could print.
//!
//! Both come as plain text and as HTML without style or remote content. Subjects say nothing of a person. Everything in a
//! mail follows from the letter, so that a copy sent after a crash is the same to the byte.

use std::fmt;
use std::time::SystemTime;

use askama::Template;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};

use crate::domain::LetterKind;

/// An institution's mail address. Its `Debug` says nothing of it: logs hold no addresses.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(lettre::Address);

impl Address {
    /// Reads it; `None` for what is no address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.trim().parse().ok().map(Self)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(..)")
    }
}

/// What every channel may carry: that something is to be read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Groups of four letters or digits, such as `ABCD-EFGH`; says nothing of the person. Anything else isn't sent.
    pub reference: String,
    /// Where to read it: an `http://` or `https://` address.
    pub link: String,
    /// The Message-ID, without angle brackets, of the letter that this one replaces.
    pub replaces: Option<String>,
    /// What the letter is for.
    pub kind: LetterKind,
    /// Until when to acknowledge: date and hour at the prison, and the words for its zone, such as `heure de Paris`.
    pub deadline: Option<(DateTime, String)>,
}

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

/// What a letter says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// That something is to be read.
    Reference(Reference),
    /// The notice itself.
    Notice(NoticeR57_7_85),
}

/// The message can't be written: a reference, a link or a Message-ID isn't of its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a message that can't be written")]
pub struct Unfit;

/// A mail, ready for a transport.
#[derive(Clone)]
pub struct Mail {
    pub(in crate::outbox) message_id: String,
    pub(in crate::outbox) envelope: lettre::address::Envelope,
    pub(in crate::outbox) bytes: Vec<u8>,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mail({})", self.message_id)
    }
}

/// What stands around a message.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'e> {
    /// Whom it comes from.
    pub from: &'e Address,
    /// Whom it goes to.
    pub to: &'e Address,
    /// Its Message-ID, without angle brackets.
    pub message_id: &'e str,
    /// Its date: when the letter was queued, whichever try this is.
    pub date: Timestamp,
}

impl Message {
    /// Writes the mail.
    ///
    /// # Errors
    /// A part isn't of its form; nothing of it is printed then.
    pub fn write(&self, envelope: Envelope<'_>) -> Result<Mail, Unfit> {
        let (link, replaces) = match self {
            Self::Reference(reference) => (&reference.link, &reference.replaces),
            Self::Notice(notice) => (&notice.link, &notice.replaces),
        };
        let are_fit = is_link(link)
            && replaces.as_deref().is_none_or(is_message_id)
            && is_message_id(envelope.message_id)
            && !matches!(self, Self::Reference(reference) if !is_reference(&reference.reference));
        if !are_fit {
            return Err(Unfit);
        }
        let (text, html) = self.bodies()?;
        // The parts' boundary would otherwise be drawn at random, and a copy differ from its original.
        let boundary = envelope.message_id.split('@').next().unwrap_or_default();
        let parts = MultiPart::alternative()
            .boundary(boundary)
            .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(text))
            .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(html));
        let mut builder = lettre::Message::builder()
            .from(Mailbox::new(Some("Quadrige".to_owned()), envelope.from.0.clone()))
            .to(Mailbox::new(None, envelope.to.0.clone()))
            .subject(self.subject())
            .message_id(Some(format!("<{}>", envelope.message_id)))
            .date(SystemTime::from(envelope.date))
            // Out-of-office replies to a mailbox that nobody reads help nobody.
            .raw_header(plain_header("Auto-Submitted", "auto-generated")?)
            .raw_header(plain_header("Content-Language", "fr")?);
        if let Some(replaced) = replaces {
            builder = builder.in_reply_to(format!("<{replaced}>")).references(format!("<{replaced}>"));
        }
        let written = builder.multipart(parts).map_err(|_| Unfit)?;
        Ok(Mail {
            message_id: envelope.message_id.to_owned(),
            envelope: written.envelope().clone(),
            bytes: written.formatted(),
        })
    }

    /// The subject: relays, phones and previews show it, so it says nothing of a person.
    fn subject(&self) -> String {
        match self {
            Self::Reference(Reference { kind, reference, .. }) => match kind {
                LetterKind::Alert => format!("Quadrige\u{a0}: message à lire, référence {reference}"),
                LetterKind::Reminder => {
                    format!("Quadrige\u{a0}: rappel, accusé de réception attendu, référence {reference}")
                }
                LetterKind::Escalation => {
                    format!("Quadrige\u{a0}: accusé de réception manquant, référence {reference}")
                }
            },
            Self::Notice(_) => "Quadrige\u{a0}: avis prévu à l’article 719-1 du code de procédure pénale".to_owned(),
        }
    }

    /// Plain text and HTML.
    fn bodies(&self) -> Result<(String, String), Unfit> {
        let subject = self.subject();
        match self {
            Self::Reference(reference) => {
                let words = ReferenceWords {
                    subject,
                    opening: match reference.kind {
                        LetterKind::Alert => "Un message attend votre service dans Quadrige.",
                        LetterKind::Reminder => {
                            "Rappel\u{a0}: un message adressé à votre service dans Quadrige attend encore son accusé de réception."
                        }
                        LetterKind::Escalation => {
                            "Un message adressé dans Quadrige à un service placé sous votre autorité est resté sans accusé de réception."
                        }
                    },
                    reference: &reference.reference,
                    link: &reference.link,
                    deadline: reference
                        .deadline
                        .as_ref()
                        .map(|(at, zone)| format!("{} à {} ({})", day(at.date()), hour(*at), one_line(zone))),
                    replaces: reference.replaces.is_some(),
                };
                both(&ReferenceText { words: &words }, &ReferenceHtml { words: &words })
            }
            Self::Notice(notice) => {
                let words = NoticeWords {
                    subject,
                    opening: "Avis de libération donné en application de l’article 719-1 du code de procédure pénale (ancien article R.\u{a0}57-7-85 du même code).",
                    family_name: one_line(&notice.family_name),
                    usage_name: notice.usage_name.as_deref().map(one_line),
                    given_names: one_line(&notice.given_names),
                    birth_date: day(notice.birth_date),
                    declared_address: one_line(&notice.declared_address),
                    release_date: notice
                        .release_date
                        .map_or_else(|| "annulée, aucune date n’est prévue à ce jour".to_owned(), day),
                    link: &notice.link,
                    replaces: notice.replaces.is_some(),
                };
                both(&NoticeText { words: &words }, &NoticeHtml { words: &words })
            }
        }
    }
}

struct ReferenceWords<'m> {
    subject: String,
    opening: &'static str,
    reference: &'m str,
    link: &'m str,
    deadline: Option<String>,
    replaces: bool,
}

struct NoticeWords<'m> {
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
#[template(path = "mail/reference.txt")]
struct ReferenceText<'m> {
    words: &'m ReferenceWords<'m>,
}

#[derive(Template)]
#[template(path = "mail/reference.html")]
struct ReferenceHtml<'m> {
    words: &'m ReferenceWords<'m>,
}

#[derive(Template)]
#[template(path = "mail/notice.txt")]
struct NoticeText<'m> {
    words: &'m NoticeWords<'m>,
}

#[derive(Template)]
#[template(path = "mail/notice.html")]
struct NoticeHtml<'m> {
    words: &'m NoticeWords<'m>,
}

fn both(text: &impl Template, html: &impl Template) -> Result<(String, String), Unfit> {
    Ok((text.render().map_err(|_| Unfit)?, html.render().map_err(|_| Unfit)?))
}

fn plain_header(name: &'static str, value: &str) -> Result<HeaderValue, Unfit> {
    Ok(HeaderValue::new(HeaderName::new_from_ascii(name.to_owned()).map_err(|_| Unfit)?, value.to_owned()))
}

fn is_reference(text: &str) -> bool {
    let is_group =
        |group: &str| group.len() == 4 && group.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    text.len() <= 39 && text.contains('-') && text.split('-').all(is_group)
}

fn is_link(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://")) && text.bytes().all(|b| b.is_ascii_graphic())
}

fn is_message_id(text: &str) -> bool {
    let is_part =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b".-".contains(&b));
    text.split_once('@').is_some_and(|(left, right)| is_part(left) && is_part(right))
}

/// On one line, so that no value can pass for another line of the mail.
fn one_line(text: &str) -> String {
    let printable: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    printable.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `12/03/2026`.
fn day(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

/// `14 h 30`, and `9 h` on the hour.
fn hour(at: DateTime) -> String {
    if at.minute() == 0 {
        format!("{}\u{a0}h", at.hour())
    } else {
        format!("{}\u{a0}h\u{a0}{:02}", at.hour(), at.minute())
    }
}

#[cfg(test)]
#[path = "message_tests.rs"]
mod tests;
