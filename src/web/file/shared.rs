//! Opening a file, for every page of it.

use actix_web::{HttpRequest, HttpResponse};
use jiff::tz::TimeZone;

use super::super::at::Visit;
use super::super::failure::{Failure, see_other};
use crate::access::{self, Asked, Consulted, Grant, ReadTx, Refusal};
use crate::clock::paris;
use crate::db;
use crate::domain::{DataCategory, Field, Id, Level, Person, Value};
use crate::records::case_file::{self, CaseFile};

/// What a page of the file reads.
#[derive(Debug)]
pub(in crate::web) struct FileContent {
    pub(in crate::web) file: CaseFile,
    /// The reader's level in each category, for records of others.
    pub(in crate::web) levels: Vec<(DataCategory, Level)>,
    /// Whether he may write an observation.
    pub(in crate::web) may_observe: bool,
}

/// A granted visit to a file.
pub(in crate::web) type Granted = access::Visit<FileContent>;

/// An opened file.
pub(in crate::web) struct Opened {
    pub(in crate::web) granted: Granted,
    pub(in crate::web) file: Subject,
}

/// Whose file, and the zone in which its days are counted.
#[derive(Debug, Clone)]
pub(in crate::web) struct Subject {
    pub(in crate::web) id: Id<Person>,
    pub(in crate::web) zone: TimeZone,
}

/// The person in the address; what can't be an identifier is answered like an unknown one.
pub(in crate::web) fn subject(visit: &Visit, request: &HttpRequest) -> Result<Id<Person>, Failure> {
    visit.named(request, "id")
}

/// Reads what every page of a file needs.
pub(in crate::web) fn read_file(tx: &mut ReadTx<'_>, grant: &Grant) -> Result<FileContent, db::Error> {
    let file = case_file::read(tx, grant)?;
    let levels = DataCategory::ALL.iter().map(|category| (*category, grant.level(*category))).collect();
    Ok(FileContent { file, levels, may_observe: grant.may_write(DataCategory::Observation) })
}

/// Opens the file of the address. Where a purpose must be declared first: the way to its form instead.
pub(in crate::web) async fn open(
    visit: &Visit,
    request: &HttpRequest,
    asked: Asked,
) -> Result<Result<Opened, HttpResponse>, Failure> {
    Ok(open_with(visit, request, asked, read_file).await?.map(|(granted, id)| {
        let zone = zone_of(visit, &granted.content.file);
        Opened { granted, file: Subject { id, zone } }
    }))
}

/// As [`open`], reading something else as well.
pub(in crate::web) async fn open_with<T: Send + 'static>(
    visit: &Visit,
    request: &HttpRequest,
    asked: Asked,
    read: impl FnOnce(&mut ReadTx<'_>, &Grant) -> Result<T, db::Error> + Send + 'static,
) -> Result<Result<(access::Visit<T>, Id<Person>), HttpResponse>, Failure> {
    let id = subject(visit, request)?;
    let consulted = visit.at.door.consult(&visit.reader, id, asked, read).await;
    match consulted.map_err(|error| visit.at.failed(&error))? {
        Consulted::Granted(granted) => Ok(Ok((granted, id))),
        Consulted::Refused(Refusal::PurposeNeeded) => Ok(Err(see_other(&format!("/dossiers/{id}/motif")))),
        Consulted::Refused(refusal) => Err(visit.refused(refusal, Some(id))),
    }
}

/// The zone of the prison of the latest stay, if the reader may know of that stay; else his own.
pub(in crate::web) fn zone_of(visit: &Visit, file: &CaseFile) -> TimeZone {
    let prison = file.stays.first().and_then(|stay| stay.owner);
    prison
        .and_then(|id| visit.at.site.zone_of(id))
        .unwrap_or_else(|| if file.stays.is_empty() { visit.reader.zone.clone() } else { paris() })
}

/// A shown text of the person's own row.
pub(in crate::web) fn identity(file: &CaseFile, field: Field) -> Option<&Value> {
    file.person.as_ref().and_then(|view| view.value(field))
}
