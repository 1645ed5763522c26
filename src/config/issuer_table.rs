//! Tables of the settings file, read with the line of everything; what nobody asked for is a fault.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Wrong;

/// One `[[issuers]]`.
pub(in crate::config) struct Table<'t> {
    text: &'t str,
    /// `issuers[1]`: counted from 1, as people count.
    name: String,
    line: usize,
    entries: Vec<(&'t str, usize, &'t Spanned<DeValue<'t>>)>,
    asked: Vec<&'static str>,
    faults: Vec<Wrong>,
}

fn line_of(text: &str, offset: usize) -> usize {
    text.get(..offset).map_or(1, |before| before.matches('\n').count() + 1)
}

impl<'t> Table<'t> {
    /// Every table under `key`; what isn't one is a fault.
    pub(in crate::config) fn all(text: &'t str, file: &'t DeTable<'t>, key: &str, wrong: &mut Vec<Wrong>) -> Vec<Self> {
        let Some((_, value)) = file.iter().find(|(name, _)| name.get_ref().as_ref() == key) else { return Vec::new() };
        let mut fault = |offset: usize| {
            let line = line_of(text, offset);
            wrong.push(Wrong::new(&format!("{key} (line {line})"), "not a table", format!("Write [[{key}]].")));
        };
        let Some(array) = value.get_ref().as_array() else {
            fault(value.span().start);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for (number, item) in (1..).zip(array.iter()) {
            let Some(table) = item.get_ref().as_table() else {
                fault(item.span().start);
                continue;
            };
            let entries = table
                .iter()
                .map(|(key, value)| (key.get_ref().as_ref(), line_of(text, key.span().start), value))
                .collect();
            tables.push(Self {
                text,
                name: format!("{key}[{number}]"),
                line: line_of(text, item.span().start),
                entries,
                asked: Vec::new(),
                faults: Vec::new(),
            });
        }
        tables
    }

    /// Says that `key` is wrong.
    pub(in crate::config) fn fault(&mut self, key: &str, problem: &str, remedy: &str) {
        let line = self.entries.iter().find(|(name, ..)| *name == key).map_or(self.line, |(_, line, _)| *line);
        self.faults.push(Wrong::new(&format!("{}.{key} (line {line})", self.name), problem, remedy));
    }

    fn raw(&mut self, key: &'static str) -> Option<&'t DeValue<'t>> {
        self.asked.push(key);
        self.entries.iter().find(|(name, ..)| *name == key).map(|(_, _, value)| value.get_ref())
    }

    /// A text that may be missing, and isn't blank.
    pub(in crate::config) fn optional(&mut self, key: &'static str) -> Option<String> {
        let value = self.raw(key)?;
        match value.as_str().map(str::trim) {
            Some(text) if !text.is_empty() && !text.chars().any(char::is_control) => Some(text.to_owned()),
            _ => {
                self.fault(key, "not a text on one line", "Write it between quotes.");
                None
            }
        }
    }

    /// A text that must be there.
    pub(in crate::config) fn text(&mut self, key: &'static str) -> Option<String> {
        if self.raw(key).is_none() {
            self.fault(key, "missing", "Add it.");
            return None;
        }
        self.optional(key)
    }

    /// Yes or no.
    pub(in crate::config) fn flag(&mut self, key: &'static str) -> Option<bool> {
        let flag = self.raw(key)?.as_bool();
        if flag.is_none() {
            self.fault(key, "neither true nor false", "Write true or false, without quotes.");
        }
        flag
    }

    /// A whole number.
    pub(in crate::config) fn number(&mut self, key: &'static str) -> Option<i64> {
        let number = self.raw(key)?.as_integer().and_then(|number| number.as_str().parse().ok());
        if number.is_none() {
            self.fault(key, "not a whole number", "Write it without quotes.");
        }
        number
    }

    /// A list of texts, each without a space in it; at least one.
    pub(in crate::config) fn list(&mut self, key: &'static str, must: bool) -> Option<Vec<String>> {
        let Some(value) = self.raw(key) else {
            if must {
                self.fault(key, "missing", "Write a list of texts.");
            }
            return None;
        };
        let texts: Option<Vec<String>> = value.as_array().and_then(|array| {
            array.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        });
        let is_word = |text: &String| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic() && b != b'"');
        match texts {
            Some(texts) if !texts.is_empty() && texts.iter().all(is_word) => Some(texts),
            _ => {
                self.fault(key, "not a list of at least one word", "Write for instance [\"one\", \"two\"].");
                None
            }
        }
    }

    /// A table of texts; empty where there is none.
    pub(in crate::config) fn texts(&mut self, key: &'static str) -> Vec<(String, String)> {
        let Some(value) = self.raw(key) else { return Vec::new() };
        let Some(table) = value.as_table() else {
            self.fault(key, "not a table", "Write for instance { family_name = \"usual_name\" }.");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for (name, value) in table {
            match value.get_ref().as_str() {
                Some(text) if !text.is_empty() => texts.push((name.get_ref().to_string(), text.to_owned())),
                _ => {
                    let line = line_of(self.text, name.span().start);
                    let setting = format!("{}.{key}.{} (line {line})", self.name, name.get_ref());
                    self.faults.push(Wrong::new(&setting, "not a text", "Name a claim, between quotes."));
                }
            }
        }
        texts
    }

    /// Every fault, unknown keys among them.
    pub(in crate::config) fn finish(mut self) -> Vec<Wrong> {
        let unknown: Vec<&str> =
            self.entries.iter().map(|(name, ..)| *name).filter(|name| !self.asked.contains(name)).collect();
        for name in unknown {
            let known = format!("Known: {}.", self.known());
            self.fault(name, "unknown setting", &known);
        }
        self.faults
    }

    fn known(&self) -> String {
        let mut known = self.asked.clone();
        known.sort_unstable();
        known.dedup();
        known.join(", ")
    }
}
