//! Reading a TOML tree with the line of everything, collecting every fault instead of stopping at the first.

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{Fault, Lines};

/// A value and the line where it stands.
#[derive(Debug, Clone)]
pub(in crate::protocol) struct At<T> {
    pub(in crate::protocol) line: usize,
    pub(in crate::protocol) value: T,
}

/// The faults found so far, and the means to say on which line the next one is.
pub(in crate::protocol) struct Findings {
    lines: Lines,
    faults: Vec<Fault>,
}

impl Findings {
    pub(in crate::protocol) fn new(text: &str) -> Self {
        Self { lines: Lines::of(text), faults: Vec::new() }
    }

    pub(in crate::protocol) fn add(&mut self, line: usize, message: impl Into<String>) {
        self.faults.push(Fault::new(line, message));
    }

    pub(in crate::protocol) fn line_of(&self, offset: usize) -> usize {
        self.lines.line(offset)
    }

    /// How many there are so far.
    pub(in crate::protocol) fn count(&self) -> usize {
        self.faults.len()
    }

    /// All faults, in the order of the lines.
    pub(in crate::protocol) fn into_faults(mut self) -> Vec<Fault> {
        self.faults.sort();
        self.faults.dedup();
        self.faults
    }
}

/// One table of the text. Every key that nobody asked for is a fault when it is finished.
pub(in crate::protocol) struct Section<'t> {
    what: String,
    line: usize,
    entries: Vec<(&'t str, usize, &'t Spanned<DeValue<'t>>)>,
    asked: Vec<&'static str>,
}

impl<'t> Section<'t> {
    /// Reads `table`; `what` names it in messages.
    pub(in crate::protocol) fn new(
        what: impl Into<String>,
        line: usize,
        table: &'t DeTable<'t>,
        found: &Findings,
    ) -> Self {
        let entries =
            table.iter().map(|(key, value)| (key.get_ref().as_ref(), found.line_of(key.span().start), value)).collect();
        Self { what: what.into(), line, entries, asked: Vec::new() }
    }

    /// The line where the table begins.
    pub(in crate::protocol) const fn line(&self) -> usize {
        self.line
    }

    /// The entry under `key`, with its line.
    pub(in crate::protocol) fn raw(&mut self, key: &'static str) -> Option<At<&'t Spanned<DeValue<'t>>>> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.entries.iter().find(|(name, ..)| *name == key).map(|(_, line, value)| At { line: *line, value: *value })
    }

    /// The tables of `[[key]]`, none when absent; `what` names each in messages.
    pub(in crate::protocol) fn tables(
        &mut self,
        key: &'static str,
        what: &str,
        found: &mut Findings,
    ) -> Vec<Section<'t>> {
        let Some(At { line, value }) = self.raw(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            found.add(line, format!("`{key}` must be tables like [[{key}]]"));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in array.iter() {
            let line = found.line_of(item.span().start);
            match item.get_ref().as_table() {
                Some(table) => tables.push(Section::new(what, line, table, found)),
                None => found.add(line, format!("{what} must be a table")),
            }
        }
        tables
    }

    /// The keys present, with their lines and values.
    pub(in crate::protocol) fn entries(&self) -> impl Iterator<Item = (&'t str, usize, &'t Spanned<DeValue<'t>>)> {
        self.entries.iter().copied()
    }

    /// Says that `key` is missing.
    pub(in crate::protocol) fn missing(&self, key: &str, found: &mut Findings) {
        found.add(self.line, format!("{} lacks `{key}`", self.what));
    }

    /// A text that must be there and not be blank.
    pub(in crate::protocol) fn text(&mut self, key: &'static str, found: &mut Findings) -> Option<At<String>> {
        let text = self.optional_text(key, found);
        if text.is_none() && !self.has(key) {
            self.missing(key, found);
        }
        text
    }

    /// A text that may be absent, but not blank.
    pub(in crate::protocol) fn optional_text(&mut self, key: &'static str, found: &mut Findings) -> Option<At<String>> {
        let At { line, value } = self.raw(key)?;
        match value.get_ref().as_str().map(str::trim) {
            Some("") => found.add(line, format!("`{key}` is empty")),
            Some(text) => return Some(At { line, value: text.to_owned() }),
            None => wrong_type(key, "a text", value, line, found),
        }
        None
    }

    /// A yes or no; no when absent.
    pub(in crate::protocol) fn flag(&mut self, key: &'static str, found: &mut Findings) -> At<bool> {
        let Some(At { line, value }) = self.raw(key) else { return At { line: self.line, value: false } };
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            wrong_type(key, "true or false", value, line, found);
        }
        At { line, value: flag.unwrap_or(false) }
    }

    /// A whole number from 1 that must be there.
    pub(in crate::protocol) fn number(&mut self, key: &'static str, found: &mut Findings) -> Option<u32> {
        let Some(At { line, value }) = self.raw(key) else {
            self.missing(key, found);
            return None;
        };
        let number = value.get_ref().as_integer().and_then(|n| u32::from_str_radix(n.as_str(), n.radix()).ok());
        let number = number.filter(|n| *n > 0);
        if number.is_none() {
            wrong_type(key, "a whole number from 1", value, line, found);
        }
        number
    }

    /// A calendar day.
    pub(in crate::protocol) fn day(&mut self, key: &'static str, found: &mut Findings) -> Option<At<Date>> {
        let At { line, value } = self.raw(key)?;
        let day = value.get_ref().as_datetime().filter(|d| d.time.is_none() && d.offset.is_none()).and_then(|d| d.date);
        let day = day.and_then(|d| {
            Date::new(i16::try_from(d.year).ok()?, i8::try_from(d.month).ok()?, i8::try_from(d.day).ok()?).ok()
        });
        if day.is_none() {
            wrong_type(key, "a day like 2026-01-05, without quotes", value, line, found);
        }
        day.map(|value| At { line, value })
    }

    /// A list of texts; `None` when absent or faulty.
    pub(in crate::protocol) fn texts(
        &mut self,
        key: &'static str,
        found: &mut Findings,
    ) -> Option<At<Vec<At<String>>>> {
        let At { line, value } = self.raw(key)?;
        let Some(array) = value.get_ref().as_array() else {
            wrong_type(key, "a list of texts like [\"…\"]", value, line, found);
            return None;
        };
        if array.is_empty() {
            found.add(line, format!("`{key}` is an empty list: leave it out or name something"));
            return None;
        }
        let mut texts = Vec::new();
        for item in array.iter() {
            let item_line = found.line_of(item.span().start);
            match item.get_ref().as_str() {
                Some(text) => texts.push(At { line: item_line, value: text.trim().to_owned() }),
                None => wrong_type(key, "a list of texts", item, item_line, found),
            }
        }
        Some(At { line, value: texts })
    }

    /// A list of codes of a closed list. Unknown and repeated ones are faults.
    pub(in crate::protocol) fn codes<T: Copy + PartialEq>(
        &mut self,
        key: &'static str,
        known: &[T],
        code: impl Fn(T) -> &'static str,
        found: &mut Findings,
    ) -> Option<At<Vec<T>>> {
        let At { line, value: texts } = self.texts(key, found)?;
        let mut values: Vec<T> = Vec::new();
        for At { line, value: text } in texts {
            match known.iter().copied().find(|k| code(*k) == text) {
                Some(value) if values.contains(&value) => found.add(line, format!("`{key}` names \"{text}\" twice")),
                Some(value) => values.push(value),
                None => found.add(line, unknown(key, &text, known.iter().map(|k| code(*k)))),
            }
        }
        Some(At { line, value: values })
    }

    /// One code of a closed list, which must be there.
    pub(in crate::protocol) fn code<T: Copy>(
        &mut self,
        key: &'static str,
        known: &[T],
        code: impl Fn(T) -> &'static str,
        found: &mut Findings,
    ) -> Option<At<T>> {
        let At { line, value: text } = self.text(key, found)?;
        let value = known.iter().copied().find(|k| code(*k) == text);
        if value.is_none() {
            found.add(line, unknown(key, &text, known.iter().map(|k| code(*k))));
        }
        value.map(|value| At { line, value })
    }

    /// Every key that was not asked for is a fault.
    pub(in crate::protocol) fn finish(self, found: &mut Findings) {
        for (key, line, _) in &self.entries {
            if !self.asked.contains(key) {
                found.add(*line, format!("{} knows no `{key}`; it may hold: {}", self.what, self.asked.join(", ")));
            }
        }
    }

    fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, ..)| *name == key)
    }
}

fn wrong_type(key: &str, expected: &str, value: &Spanned<DeValue<'_>>, line: usize, found: &mut Findings) {
    found.add(line, format!("`{key}` must be {expected}, not {}", value.get_ref().type_str()));
}

fn unknown(key: &str, text: &str, known: impl Iterator<Item = &'static str>) -> String {
    format!("`{key}`: unknown \"{text}\"; known: {}", known.collect::<Vec<_>>().join(", "))
}
