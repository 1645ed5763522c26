//! The mail sink: it prints a [`Reference`] or a [`NoticeR57_7_85`], and there is no third thing that it could print.
//!
//! Both come as plain text and as HTML without style or remote content. Subjects say nothing of a person. Everything in a
//! mail follows from the letter, so that a copy sent after a crash is the same to the byte.

mod notice;
mod reference;
mod words;

use std::fmt;
use std::time::SystemTime;

use jiff::Timestamp;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};

pub use notice::NoticeR57_7_85;
pub use reference::{Reference, When};

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
            Self::Reference(reference) => reference.subject(),
            Self::Notice(notice) => notice.subject(),
        }
    }

    /// Plain text and HTML.
    fn bodies(&self) -> Result<(String, String), Unfit> {
        match self {
            Self::Reference(reference) => reference.bodies(),
            Self::Notice(notice) => notice.bodies(),
        }
    }
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

#[cfg(test)]
mod tests;
