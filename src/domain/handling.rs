//! The restriction that the author of a record puts on it (domain, section 6).

use super::id::Id;
use super::institution::InstitutionKind;
use super::level::Level;

/// Marker of institution identifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Institution;

/// Who the author lets read the record at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Everyone whom the protocol lets.
    All,
    /// Only institutions of these kinds.
    Kinds(Vec<InstitutionKind>),
    /// Only these institutions.
    Institutions(Vec<Id<Institution>>),
}

/// `cap` is the most that anybody else sees of it, `audience` who else sees anything. It never binds the author's own
/// institution, nor a communication that a text orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handling {
    /// The highest level for others.
    pub cap: Level,
    /// Which others.
    pub audience: Audience,
}

impl Handling {
    /// No restriction.
    pub const OPEN: Self = Self { cap: Level::Full, audience: Audience::All };

    /// What the restriction leaves of `level` to a reader of another institution.
    #[must_use]
    pub fn limit(&self, level: Level, kind: InstitutionKind, institution: Id<Institution>) -> Level {
        let heard = match &self.audience {
            Audience::All => true,
            Audience::Kinds(kinds) => kinds.contains(&kind),
            Audience::Institutions(ids) => ids.contains(&institution),
        };
        if heard { level.min(self.cap) } else { Level::None }
    }

    /// The audience as stored: `all`, `kinds:police,prison` or `institutions:ID,ID`.
    #[must_use]
    pub fn audience_code(&self) -> String {
        match &self.audience {
            Audience::All => "all".to_owned(),
            Audience::Kinds(kinds) => {
                format!("kinds:{}", kinds.iter().map(|k| k.code()).collect::<Vec<_>>().join(","))
            }
            Audience::Institutions(ids) => {
                format!("institutions:{}", ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
            }
        }
    }

    /// Reads what [`Handling::audience_code`] wrote. Anything else is nobody: deny by default.
    #[must_use]
    pub fn audience_from_code(code: &str) -> Audience {
        if code == "all" {
            return Audience::All;
        }
        if let Some(kinds) = code.strip_prefix("kinds:") {
            return Audience::Kinds(kinds.split(',').filter_map(InstitutionKind::from_code).collect());
        }
        let ids = code.strip_prefix("institutions:").unwrap_or_default();
        Audience::Institutions(ids.split(',').filter_map(Id::parse).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_outside_the_audience_learn_nothing_and_those_inside_no_more_than_the_cap() {
        let here = Id::from_bytes([1; 16]);
        let handling = Handling { cap: Level::Existence, audience: Audience::Kinds(vec![InstitutionKind::Prison]) };
        assert_eq!(handling.limit(Level::Full, InstitutionKind::Prison, here), Level::Existence);
        assert_eq!(handling.limit(Level::Full, InstitutionKind::Probation, here), Level::None);
    }

    #[test]
    fn an_audience_that_cannot_be_read_is_nobody() {
        let handling = Handling { cap: Level::Full, audience: Handling::audience_from_code("everyone!") };
        assert_eq!(handling.limit(Level::Full, InstitutionKind::Prison, Id::from_bytes([1; 16])), Level::None);
    }
}
