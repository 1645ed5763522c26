//! What a plan says at the command line: numbers of registers and fields, no name.

use std::fmt;

use super::line::Category;
use super::plan::{Change, Counts, Effect, Plan, Release};

/// A release as it is written in the file.
struct Said(Release);

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.0)?;
        match self.0.1 {
            Some(hour) => write!(f, "T{:02}:{:02}", hour.hour(), hour.minute()),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NewPerson => f.write_str("new person"),
            Self::NewStay => f.write_str("new stay of somebody known"),
            Self::ReleaseSet(to) => write!(f, "release date set: {}", Said(*to)),
            Self::ReleaseChanged { from, to } => write!(f, "release date changed: {} -> {}", Said(*from), Said(*to)),
            Self::ReleaseCancelled(from) => write!(f, "release date cancelled: {} -> none", Said(*from)),
            Self::Address => f.write_str("address changed"),
            Self::Corrected(fields) => {
                f.write_str("corrected: ")?;
                for (n, field) in fields.iter().enumerate() {
                    write!(f, "{}{}", if n > 0 { ", " } else { "" }, field.spec().key)?;
                }
                Ok(())
            }
            Self::Sentence(quantum) => write!(f, "sentence added: {}", quantum.iso()),
            Self::SentenceEnd => f.write_str("end of the sentence changed"),
            Self::Removal => f.write_str("removal measure added"),
            Self::FollowUp(category) => write!(f, "followed by the prison-intelligence unit ({})", category.code()),
        }
    }
}

impl Category {
    /// As in the file.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Tis => "TIS",
            Self::Rad => "RAD",
            Self::Dps => "DPS",
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}: ", self.line, self.prison, self.ecrou)?;
        if self.effects.is_empty() {
            return f.write_str("unchanged");
        }
        for (n, effect) in self.effects.iter().enumerate() {
            write!(f, "{}{effect}", if n > 0 { "; " } else { "" })?;
        }
        Ok(())
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} lines: {} new people, {} new stays of people known, release dates {} set, {} changed, {} cancelled, \
             {} addresses, {} corrected, {} unchanged",
            self.lines,
            self.new_people,
            self.new_stays,
            self.releases_set,
            self.releases_changed,
            self.releases_cancelled,
            self.addresses,
            self.corrected,
            self.unchanged
        )
    }
}

impl Plan {
    /// All that the plan says, for comparing it with another.
    #[must_use]
    pub fn words(&self) -> String {
        use fmt::Write;
        let mut words = String::new();
        for change in &self.changes {
            // Writing into a String can't fail.
            let _ = writeln!(words, "{change}");
        }
        for warning in &self.warnings {
            let _ = writeln!(words, "{warning}");
        }
        words
    }
}
