//! Why the reader looks: given by a tie, or declared with a reason.

use diesel::prelude::*;

use crate::db::schema::declared_purpose;
use crate::db::{Error, Moment};
use crate::domain::{InstitutionKind, Purpose, Tie};

use super::alter::WriteTx;
use super::permit::Permit;

/// A purpose that somebody declared for one person and one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Which.
    pub purpose: Purpose,
    /// In words.
    pub reason: String,
    /// Name and service of whoever asked ("look him up for me").
    pub on_behalf_of: Option<String>,
}

/// The purpose that the closest tie gives by itself. A notice doesn't say why who oversees opens the file.
pub(in crate::access) fn given_by(ties: &[Tie], kind: InstitutionKind) -> Option<Purpose> {
    ties.iter().min_by_key(|tie| tie.kind).and_then(|tie| Purpose::given_by(tie, kind))
}

/// Keeps a declared purpose for this session and person, in place of an earlier one.
///
/// # Errors
/// The database refuses.
pub fn declare(tx: &mut WriteTx<'_>, permit: &Permit<'_>, declared: &Declared) -> Result<(), Error> {
    let session = permit.reader().session;
    let subject = permit.subject();
    let now = Moment(tx.now());
    let connection = tx.connection();
    diesel::delete(declared_purpose::table.find((session.to_string(), subject.to_string()))).execute(connection)?;
    diesel::insert_into(declared_purpose::table)
        .values((
            declared_purpose::session_id.eq(session),
            declared_purpose::person_id.eq(subject),
            declared_purpose::purpose.eq(declared.purpose),
            declared_purpose::reason.eq(&declared.reason),
            declared_purpose::on_behalf_of.eq(&declared.on_behalf_of),
            declared_purpose::declared_at.eq(now),
        ))
        .execute(connection)?;
    Ok(())
}
