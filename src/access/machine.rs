//! Named machine readers: rules that compute on personal data get the fields that they name, and nothing else.

use crate::db::Error;
use crate::domain::Field;
use crate::domain::catalogue::FieldTag;

use super::payload::SealedPayload;
use super::sealed::Sealed;

/// A part of the program that reads personal data without a human reader.
#[derive(Debug)]
pub(in crate::access) struct Machine {
    /// How the journal names it.
    pub(in crate::access) name: &'static str,
    /// What it may open.
    pub(in crate::access) fields: &'static [Field],
}

/// Derives phases and ties from facts.
pub(in crate::access) const STANDING: Machine = Machine {
    name: "standing",
    fields: &[
        Field::AdmittedOn,
        Field::ReleaseDate,
        Field::ReleasedAt,
        Field::Nature,
        Field::DecidedOn,
        Field::Quantum,
        Field::StartsOn,
        Field::EndsOn,
        Field::DeclaredCommune,
        Field::MovementKind,
        Field::PlannedOn,
        Field::ReturnOn,
        Field::LeaveCommune,
    ],
};

/// Says when release alerts are due.
pub(in crate::access) const ALERTS: Machine =
    Machine { name: "alerts", fields: &[Field::AdmittedOn, Field::ReleaseDate, Field::ReleaseHour, Field::ReleasedAt] };

/// Says when a commission is to look at somebody again.
pub(in crate::access) const REVIEWS: Machine = Machine {
    name: "reviews",
    fields: &[Field::AdmittedOn, Field::ReleaseDate, Field::ReleasedAt, Field::HeldOn, Field::ReviewOn],
};

/// Writes the notice of R. 57-7-85 CPP: the five items that the article lists, and the date.
pub(in crate::access) const NOTICE: Machine = Machine {
    name: "notice",
    fields: &[
        Field::FamilyName,
        Field::UsageName,
        Field::GivenNames,
        Field::BirthDate,
        Field::DeclaredAddress,
        Field::ReleaseDate,
    ],
};

/// Makes the keys by which people are found and sorted.
pub(in crate::access) const INDEX: Machine = Machine {
    name: "index",
    fields: &[Field::FamilyName, Field::UsageName, Field::GivenNames, Field::Aliases, Field::Ecrou],
};

/// Compares a prison registry's file with what the hub holds.
pub(in crate::access) const REGISTRY: Machine = Machine {
    name: "registry",
    fields: &[
        Field::FamilyName,
        Field::UsageName,
        Field::GivenNames,
        Field::Sex,
        Field::BirthDate,
        Field::BirthPlace,
        Field::Nationality,
        Field::Ecrou,
        Field::DeclaredAddress,
        Field::DeclaredCommune,
        Field::AdmittedOn,
        Field::ReleasedAt,
        Field::ReleaseDate,
        Field::ReleaseHour,
        Field::Nature,
        Field::Quantum,
        Field::EndsOn,
    ],
};

const OUT_OF_BOUNDS: Error = Error::Damaged("a machine asked for a field that it doesn't name");

impl Machine {
    /// The stored text of a field.
    ///
    /// # Errors
    /// The field isn't in this machine's list.
    pub(in crate::access) fn open<'s, F: FieldTag>(&self, sealed: &'s Sealed<F>) -> Result<&'s str, Error> {
        if self.fields.contains(&F::FIELD) { Ok(sealed.open()) } else { Err(OUT_OF_BOUNDS) }
    }

    /// One field of a payload, as stored.
    ///
    /// # Errors
    /// The field isn't in this machine's list.
    pub(in crate::access) fn pick(&self, payload: &SealedPayload, field: Field) -> Result<Option<String>, Error> {
        if !self.fields.contains(&field) {
            return Err(OUT_OF_BOUNDS);
        }
        Ok(payload.get(field).as_ref().map(crate::domain::Value::code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalogue::tag;

    #[test]
    fn a_machine_opens_what_it_names_and_nothing_else() {
        assert!(STANDING.open(&Sealed::<tag::ReleaseDate>::new("2027-01-01".into())).is_ok());
        assert!(STANDING.open(&Sealed::<tag::FamilyName>::new("DUPONT".into())).is_err());
    }

    #[test]
    fn no_machine_reads_sensitive_data_or_free_text() {
        for machine in [&STANDING, &ALERTS, &REVIEWS, &NOTICE, &INDEX, &REGISTRY] {
            for field in machine.fields {
                assert!(!field.spec().sensitive, "{}", machine.name);
                assert_ne!(field.spec().kind, crate::domain::value::ValueKind::Prose, "{}", machine.name);
            }
        }
    }
}
