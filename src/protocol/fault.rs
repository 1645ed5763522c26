//! What is wrong with a protocol, and on which line.

use std::fmt;

/// One thing wrong with a protocol. Callers put the file's name before it: `file:line N: …`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what would be right, in English.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for Fault {}

impl Fault {
    /// A fault on that line.
    pub(in crate::protocol) fn new(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into() }
    }
}

/// Turns byte offsets of a text into lines.
pub(in crate::protocol) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// The lines of this text.
    pub(in crate::protocol) fn of(text: &str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { starts }
    }

    /// The line, from 1, that holds the byte at this offset.
    pub(in crate::protocol) fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_on_the_line_that_began_last() {
        let lines = Lines::of("a\nbc\n\nd");
        let found: Vec<_> = (0..8).map(|offset| lines.line(offset)).collect();
        assert_eq!(found, [1, 1, 2, 2, 2, 3, 4, 4]);
    }
}
