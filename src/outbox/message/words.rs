//! How mails write dates and hours, and text that others wrote.

use askama::Template;
use jiff::civil::{Date, DateTime};

use super::Unfit;

/// Plain text and HTML.
pub(in crate::outbox::message) fn both(text: &impl Template, html: &impl Template) -> Result<(String, String), Unfit> {
    Ok((text.render().map_err(|_| Unfit)?, html.render().map_err(|_| Unfit)?))
}

/// On one line, so that no value can pass for another line of the mail.
pub(in crate::outbox::message) fn one_line(text: &str) -> String {
    let printable: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    printable.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `12/03/2026`.
pub(in crate::outbox::message) fn day(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

/// `14 h 30`, and `9 h` on the hour.
pub(in crate::outbox::message) fn hour(at: DateTime) -> String {
    if at.minute() == 0 {
        format!("{}\u{a0}h", at.hour())
    } else {
        format!("{}\u{a0}h\u{a0}{:02}", at.hour(), at.minute())
    }
}
