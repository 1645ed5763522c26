//! What of the sealed minutes comes to each person's file: one record of the conference, which the protocol opens to those who
//! may read it there (the parquet reads the minutes, D. 211-34 C. pénit., anc. D. 90 CPP; GENESIS 3° a). Contributions aren't
//! copied: they keep their authors and their restrictions, and stay with the item.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;

use super::papers::{self, ItemRow};
use super::sittings::Kept;
use crate::access::{Conduct, Grant, Reject, SealedPayload, View, WriteTx};
use crate::db::schema::{institution, record};
use crate::db::{AnyConnection, Error, Moment};
use crate::domain::{DataCategory, Field, Handling, Id, Institution, Record, Value};
use crate::journal::Operation;

/// Said where a text was too long for its field.
const CUT: &str = "\n[…] Suite au compte rendu de la séance.";

/// Writes the record of every item of the sitting being conducted, under the item's identifier; as far as whoever validates
/// may see what was said.
///
/// # Errors
/// The database refuses.
pub fn file(tx: &mut WriteTx<'_>, conduct: &Conduct<'_>, kept: &Kept) -> Result<(), Reject> {
    let names = names(tx.connection())?;
    for item in papers::items(tx.connection(), kept.id, conduct.host())? {
        // Somebody whose file has closed meanwhile keeps his sealed minutes; there is no file to put a record into.
        let Some(grant) = conduct.sees(tx, item.person)? else { continue };
        let values = composed(tx, &grant, kept, &item, &names, conduct)?;
        let id: Id<Record> = item.id.cast();
        let now = Moment(tx.now());
        diesel::insert_into(record::table)
            .values((
                record::id.eq(id),
                record::person_id.eq(item.person),
                record::category.eq(DataCategory::ConferenceRecord),
                record::owner_id.eq(conduct.host()),
                record::author_id.eq(conduct.reader().agent),
                record::recorded_at.eq(now),
                record::cap.eq(Handling::OPEN.cap),
                record::audience.eq(Handling::OPEN.audience_code()),
                record::version.eq(1),
                record::payload.eq(SealedPayload::new(&values)),
            ))
            .execute(tx.connection())?;
        conduct.did(Operation::Creation, item.person, item.id);
    }
    Ok(())
}

type Names = HashMap<Id<Institution>, String>;

fn names(connection: &mut AnyConnection) -> Result<Names, Error> {
    let rows: Vec<(Id<Institution>, String)> =
        institution::table.select((institution::id, institution::short_name)).load(connection)?;
    Ok(rows.into_iter().collect())
}

fn composed(
    tx: &mut WriteTx<'_>,
    grant: &Grant,
    kept: &Kept,
    item: &ItemRow,
    names: &Names,
    conduct: &Conduct<'_>,
) -> Result<BTreeMap<Field, Value>, Reject> {
    let mut values = BTreeMap::new();
    let zone = &conduct.reader().zone;
    values.insert(Field::HeldOn, Value::Date(zone.to_datetime(kept.starts_at.0).date()));
    let mut take = |view: &View, fields: &[Field]| {
        for field in fields {
            if let Some(value) = view.value(*field) {
                values.insert(*field, value.clone());
            }
        }
    };
    let mut said_by = None;
    if let Some(heading) = grant.view(&item.heading)? {
        take(&heading, papers::HEADING);
    }
    if let Some(paper) = papers::synthesis_of(tx.connection(), item.id)?
        && let Some(view) = grant.view(&paper)?
    {
        take(&view, papers::SYNTHESIS);
        said_by = view.author;
    }
    let mut decided_by = None;
    if let Some(row) = papers::decision_of(tx.connection(), item.id)?
        && let Some(view) = grant.view(&row.paper)?
    {
        take(&view, papers::DECISION);
        decided_by = view.author.map(|author| format!("{author} ({})", row.competence.label()));
    }
    let name = |id: Option<Id<Institution>>| id.and_then(|id| names.get(&id)).cloned().unwrap_or_default();
    let mut opinions = Vec::new();
    for paper in papers::opinions(tx.connection(), item.id)? {
        if let Some(view) = grant.view(&paper)?
            && let Some(opinion) = view.value(Field::Opinion)
        {
            let code = opinion.code();
            let said = Field::Opinion.choice_label(&code);
            let reason = view.value(Field::OpinionReason).map(|reason| format!(". {}", reason.code()));
            opinions.push(format!("{}\u{a0}: {said}{}", name(view.owner), reason.unwrap_or_default()));
        }
    }
    let mut follow_ups = Vec::new();
    for row in papers::actions(tx.connection(), &[item.person])?.iter().filter(|row| row.item == item.id) {
        if let Some(text) = grant.view(&row.paper)?.and_then(|view| view.value(Field::ActionText).map(Value::code)) {
            let due = row.due_on.strftime("%d/%m/%Y");
            follow_ups.push(format!("— {}, pour le {due}\u{a0}: {text}", name(Some(row.institution))));
        }
    }
    let texts = [
        (Field::Drafter, said_by),
        (Field::DecidedBy, decided_by),
        (Field::Opinions, (!opinions.is_empty()).then(|| opinions.join("\n"))),
        (Field::FollowUps, (!follow_ups.is_empty()).then(|| follow_ups.join("\n"))),
    ];
    for (field, text) in texts {
        if let Some(value) = text.and_then(|text| fitting(field, &text)) {
            values.insert(field, value);
        }
    }
    Ok(values)
}

/// The text as a value of that field, cut where it is too long to be one.
fn fitting(field: Field, text: &str) -> Option<Value> {
    let kind = field.spec().kind;
    if text.chars().count() <= kind.max_length() {
        return kind.parse(text).ok();
    }
    let end = if matches!(kind, crate::domain::value::ValueKind::Prose) { CUT } else { "…" };
    let room = kind.max_length().saturating_sub(end.chars().count());
    let cut: String = text.chars().take(room).collect();
    kind.parse(&format!("{}{end}", cut.trim_end())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_cut_and_says_where_the_rest_is() {
        let short = fitting(Field::Opinions, "SPIP\u{a0}: favorable").unwrap();
        assert_eq!(short.code(), "SPIP\u{a0}: favorable");
        let long = fitting(Field::Opinions, &"é".repeat(9_000)).unwrap().code();
        assert!(long.chars().count() <= 8_000 && long.ends_with("compte rendu de la séance."));
        let name = fitting(Field::DecidedBy, &"a".repeat(300)).unwrap().code();
        assert!(name.chars().count() == 200 && name.ends_with('…'));
    }
}
