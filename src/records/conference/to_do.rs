//! What waits for a reader: numbers without names, for his home page.

use diesel::prelude::*;
use jiff::Timestamp;

use crate::access::Reader;
use crate::db::schema::{action, agenda_item, commission, contribution, invitation, sitting, tie};
use crate::db::{AnyConnection, Day, Error, Moment};
use crate::domain::conference::seat::keeps_medical_secrecy;
use crate::domain::conference::{ActionState, SittingState};
use crate::domain::{Function, TieKind};

/// How much waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ToDo {
    /// Actions of the reader's service.
    pub actions: i64,
    /// Of these, the late ones.
    pub late: i64,
    /// Items of convoked sittings to which the service hasn't contributed.
    pub contributions: i64,
    /// Sittings whose draft minutes the service may still remark on.
    pub to_reread: i64,
    /// Sittings whose minutes wait for this reader's validation.
    pub to_validate: i64,
}

/// Counts. Each number is about items that the reader may know of.
///
/// # Errors
/// The database can't be read.
pub fn count(connection: &mut AnyConnection, reader: &Reader, now: Timestamp) -> Result<ToDo, Error> {
    let today = Day(reader.zone.to_datetime(now).date());
    if !reader.is_cleared(today.0) {
        return Ok(ToDo::default());
    }
    let mine: Vec<String> = tie::table
        .filter(tie::kind.eq(TieKind::Item))
        .filter(tie::institution_id.eq(reader.institution))
        .filter(tie::agent_id.eq("").or(tie::agent_id.eq(reader.agent)))
        .filter(tie::from_on.le(today))
        .filter(tie::to_on.is_null().or(tie::to_on.ge(today)))
        .select(tie::record_id)
        .load(connection)?;
    if mine.is_empty() {
        // Nobody has anything to do without a table: most readers, and the usual case.
        return Ok(ToDo::default());
    }
    let due: Vec<Day> = action::table
        .filter(action::institution_id.eq(reader.institution))
        .filter(action::state.eq(ActionState::Open))
        .filter(action::item_id.eq_any(&mine))
        .select(action::due_on)
        .load(connection)?;
    let contributions = if keeps_medical_secrecy(reader.kind) {
        0
    } else {
        let written = contribution::table
            .filter(contribution::institution_id.eq(reader.institution))
            .select(contribution::item_id);
        invitation::table
            .inner_join(agenda_item::table.inner_join(sitting::table))
            .filter(sitting::state.eq(SittingState::Convoked))
            .filter(agenda_item::withdrawn_at.is_null())
            .filter(invitation::withdrawn_at.is_null())
            .filter(invitation::institution_id.eq(reader.institution))
            .filter(invitation::agent_id.eq("").or(invitation::agent_id.eq(reader.agent)))
            .filter(agenda_item::id.ne_all(written))
            .select(diesel::dsl::count(agenda_item::id).aggregate_distinct())
            .get_result(connection)?
    };
    let to_reread = agenda_item::table
        .inner_join(sitting::table)
        .filter(sitting::state.eq(SittingState::Circulated))
        .filter(sitting::remarks_until.gt(Moment(now)))
        .filter(agenda_item::withdrawn_at.is_null())
        .filter(agenda_item::id.eq_any(&mine))
        .select(diesel::dsl::count(sitting::id).aggregate_distinct())
        .get_result(connection)?;
    let is_head = reader.clearance.as_ref().is_some_and(|clearance| clearance.functions.contains(&Function::Head));
    let waiting: Vec<Option<String>> = sitting::table
        .inner_join(commission::table)
        .filter(sitting::state.eq(SittingState::Circulated))
        .filter(commission::institution_id.eq(reader.institution))
        .select(sitting::chair_id)
        .load(connection)?;
    let own = reader.agent.to_string();
    let to_validate = waiting.iter().flatten().filter(|chair| is_head || **chair == own).count();
    Ok(ToDo {
        late: i64::try_from(due.iter().filter(|day| **day < today).count()).unwrap_or(0),
        actions: i64::try_from(due.len()).unwrap_or(0),
        contributions,
        to_reread,
        to_validate: i64::try_from(to_validate).unwrap_or(0),
    })
}
