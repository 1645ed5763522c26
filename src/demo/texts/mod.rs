//! The free texts of the world, in professional French, put together from parts so that no two files read the same.

pub(in crate::demo) mod conference;
pub(in crate::demo) mod decision;
pub(in crate::demo) mod incident;
pub(in crate::demo) mod note;
pub(in crate::demo) mod observation;
pub(in crate::demo) mod table;

use super::dice::Dice;

/// Puts parts together: agreement for the person's sex, then the spaces that French typography wants unbreakable.
///
/// In the parts, `[détenu|détenue]` gives the man's and the woman's form.
pub(in crate::demo) fn say(parts: &[&str], sex: &str) -> String {
    let mut text = String::with_capacity(parts.iter().map(|p| p.len() + 2).sum());
    for part in parts.iter().filter(|p| !p.is_empty()) {
        if !text.is_empty() {
            text.push(' ');
        }
        agree(&mut text, part, sex == "F");
    }
    text
}

/// One of a list of parts.
pub(in crate::demo) fn one(dice: &Dice, list: &[&'static str]) -> &'static str {
    dice.word(list)
}

fn agree(text: &mut String, part: &str, feminine: bool) {
    let mut rest = part;
    while let Some(open) = rest.find('[') {
        spaced(text, &rest[..open]);
        let after = &rest[open + 1..];
        let Some(close) = after.find(']') else { break };
        let (him, her) = after[..close].split_once('|').unwrap_or((&after[..close], ""));
        text.push_str(if feminine { her } else { him });
        rest = &after[close + 1..];
    }
    spaced(text, rest);
}

/// Copies a text with non-breaking spaces before `: ; ? ! »` and after `«`.
fn spaced(text: &mut String, part: &str) {
    let bytes = part.as_bytes();
    let mut copied = 0;
    for at in bytes.iter().enumerate().filter_map(|(at, byte)| (*byte == b' ').then_some(at)) {
        let before_mark =
            matches!(bytes.get(at + 1), Some(b':' | b';' | b'?' | b'!')) || part[at + 1..].starts_with('»');
        if before_mark || part[..at].ends_with('«') {
            text.push_str(&part[copied..at]);
            text.push('\u{a0}');
            copied = at + 1;
        }
    }
    text.push_str(&part[copied..]);
}
