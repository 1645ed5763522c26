//! The world into a database, in one transaction.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::world::{PersonSeed, StaySeed, World};
use crate::access::{Sealed, SealedPayload};
use crate::clock::paris;
use crate::db::personal::Opaque;
use crate::db::{AnyConnection, Database, Day, Error, Moment};
use crate::domain::{Field, Id, Institution, Value};
use crate::records::intake::{
    Load, NewAgent, NewClearance, NewCommunication, NewCustody, NewFollowUp, NewInstitution, NewPenalDecision,
    NewPerson, NewRecord, NewReleaseStep, NewTerritory,
};
use crate::signin::DEMO_ISSUER;

/// Fills an empty, migrated database. Ties, phases and search keys are derived afterwards, by the same code as in service.
///
/// # Errors
/// The database refuses: nothing is kept.
pub fn fill(database: &Database, world: &World, today: Date) -> Result<(), Error> {
    database.write(|connection| {
        services(connection, world)?;
        agents(connection, world)?;
        let showcase = world.people.first().and_then(|person| person.stays.last()).map(|stay| stay.prison);
        for person in &world.people {
            load_person(connection, person, today, showcase)?;
        }
        Ok(())
    })
}

fn services(connection: &mut AnyConnection, world: &World) -> Result<(), Error> {
    // Superiors come first in the world; a unit's prison may come later than the unit.
    let mut institutions: Vec<_> = world.institutions.iter().collect();
    institutions.sort_by_key(|institution| institution.attached_to.is_some());
    for institution in institutions {
        NewInstitution {
            id: institution.id.to_string(),
            kind: institution.kind.code(),
            name: institution.name.clone(),
            short_name: institution.short_name.clone(),
            departement: institution.departement.clone(),
            inter_region: institution.inter_region.clone(),
            superior_id: institution.superior.map(|id| id.to_string()),
            attached_to: institution.attached_to.map(|id| id.to_string()),
            commune: institution.commune.clone(),
            time_zone: institution.time_zone.to_owned(),
            phone: Some(institution.phone.clone()),
            slug: institution.slug.clone(),
            mailbox: Some(institution.mailbox.clone()),
            channel: "reference",
        }
        .load(connection)?;
        for commune in &institution.communes {
            NewTerritory { institution_id: institution.id.to_string(), commune: commune.clone() }.load(connection)?;
        }
    }
    Ok(())
}

fn agents(connection: &mut AnyConnection, world: &World) -> Result<(), Error> {
    for agent in &world.agents {
        NewAgent {
            id: agent.id.to_string(),
            institution_id: agent.institution.to_string(),
            issuer: DEMO_ISSUER.to_owned(),
            subject: agent.slug.map_or_else(|| agent.id.to_string(), str::to_owned),
            family_name: agent.family_name.clone(),
            given_names: agent.given_names.clone(),
            quality: agent.quality.clone(),
            phone: Some(agent.phone.clone()),
        }
        .load(connection)?;
    }
    // Clearances name their two signatories, who must be there first.
    for agent in &world.agents {
        let Some(clearance) = &agent.clearance else { continue };
        NewClearance {
            id: clearance.id.to_string(),
            agent_id: agent.id.to_string(),
            institution_id: agent.institution.to_string(),
            functions: agent.functions.iter().map(|f| f.code()).collect::<Vec<_>>().join(" "),
            basis: clearance.basis.to_owned(),
            state: clearance.state.code(),
            starts_on: Day(clearance.starts_on),
            ends_on: Day(clearance.ends_on),
            granted_by: Some(clearance.granted_by.to_string()),
            countersigned_by: Some(clearance.confirmed_by.to_string()),
        }
        .load(connection)?;
    }
    Ok(())
}

/// When the date of a stay was noted: some weeks after the admission. Of those who leave within five weeks, some (in the
/// showcase's prison all) have a date that the hub finds on its first day, so that the demo has alerts of its own to send.
fn noted(stay: &StaySeed, today: Date, showcase: Option<Id<Institution>>) -> Option<(Date, Timestamp)> {
    let release_on = stay.release_on?;
    let is_near = stay.released_at.is_none() && release_on <= today.saturating_add(35.days());
    let is_news = Some(stay.prison) == showcase || stay.id.bytes()[0].is_multiple_of(3);
    if is_near && release_on >= today && is_news {
        return None;
    }
    let day = stay
        .admitted_on
        .saturating_add(45.days())
        .min(release_on.saturating_sub(2.days()))
        .min(today.saturating_sub(3.days()))
        .max(stay.admitted_on);
    Some((release_on, day.at(9, 30, 0, 0).to_zoned(paris()).ok()?.timestamp()))
}

fn load_person(
    connection: &mut AnyConnection,
    seed: &PersonSeed,
    today: Date,
    showcase: Option<Id<Institution>>,
) -> Result<(), Error> {
    let person_id = seed.id.to_string();
    NewPerson {
        id: person_id.clone(),
        version: 1,
        sort_key: Opaque::new(String::new()),
        family_name: Sealed::new(seed.family_name.clone()),
        usage_name: seed.usage_name.clone().map(Sealed::new),
        given_names: Sealed::new(seed.given_names.clone()),
        aliases: seed.aliases.clone().map(Sealed::new),
        sex: Sealed::new(seed.sex.to_owned()),
        birth_date: Sealed::new(seed.birth_date.to_string()),
        birth_place: Some(Sealed::new(seed.birth_place.clone())),
        nationality: Some(Sealed::new(seed.nationality.clone())),
        declared_address: seed.declared_address.clone().map(Sealed::new),
        declared_commune: seed.declared_commune.clone().map(Sealed::new),
        address_before: seed.address_before.clone().map(Sealed::new),
        assigned_residence: seed.assigned_residence.clone().map(Sealed::new),
        phone: seed.phone.clone().map(Sealed::new),
    }
    .load(connection)?;
    for stay in &seed.stays {
        NewCustody {
            id: stay.id.to_string(),
            person_id: person_id.clone(),
            prison_id: stay.prison.to_string(),
            version: 1,
            ecrou: Sealed::new(stay.ecrou.clone()),
            admitted_on: Sealed::new(stay.admitted_on.to_string()),
            release_date: stay.release_on.map(|d| Sealed::new(d.to_string())),
            release_hour: None,
            released_at: stay.released_at.map(|at| Sealed::new(at.to_string())),
            transferred: stay.transferred,
        }
        .load(connection)?;
        if let Some((release_on, noted_at)) = noted(stay, today, showcase) {
            NewReleaseStep {
                custody_id: stay.id.to_string(),
                position: 0,
                person_id: person_id.clone(),
                release_date: Some(Sealed::new(release_on.to_string())),
                release_hour: None,
                noted_at: Moment(noted_at),
                origin: "history",
                agent_id: None,
                reason: String::new(),
            }
            .load(connection)?;
        }
    }
    for step in &seed.penal {
        NewPenalDecision {
            id: step.id.to_string(),
            person_id: person_id.clone(),
            version: 1,
            nature: Sealed::new(step.nature.code().to_owned()),
            decided_on: Sealed::new(step.decided_on.to_string()),
            decision_summary: step.summary.clone().map(Sealed::new),
            quantum: step.quantum.map(|q| Sealed::new(q.iso())),
            starts_on: step.starts_on.map(|d| Sealed::new(d.to_string())),
            ends_on: step.ends_on.map(|d| Sealed::new(d.to_string())),
            remission_days: step.remission_days.map(|d| Sealed::new(d.to_string())),
            security_until: step.security_until.map(|d| Sealed::new(d.to_string())),
        }
        .load(connection)?;
    }
    for follow_up in &seed.follow_ups {
        NewFollowUp {
            id: follow_up.id.to_string(),
            person_id: person_id.clone(),
            institution_id: follow_up.institution.to_string(),
            kind: follow_up.kind.code(),
            from_on: Day(follow_up.from_on),
            to_on: follow_up.to_on.map(Day),
            cause: follow_up.cause.to_owned(),
        }
        .load(connection)?;
    }
    for seed in &seed.records {
        let mut values: std::collections::BTreeMap<Field, Value> = seed
            .fields
            .iter()
            .filter_map(|(field, text)| Some((*field, field.spec().kind.parse(text).ok()?)))
            .collect();
        if let Some(commune) = &seed.commune {
            values.insert(Field::LeaveCommune, Value::Text(commune.clone()));
        }
        NewRecord {
            id: seed.id.to_string(),
            person_id: person_id.clone(),
            category: seed.category.code(),
            owner_id: seed.owner.to_string(),
            author_id: seed.author.to_string(),
            recorded_at: Moment(seed.recorded_at),
            cap: seed.handling.cap.code(),
            audience: seed.handling.audience_code(),
            version: 1,
            payload: SealedPayload::new(&values),
        }
        .load(connection)?;
        for to in &seed.communicated_to {
            NewCommunication {
                record_id: seed.id.to_string(),
                person_id: person_id.clone(),
                institution_id: to.to_string(),
                sent_by: seed.author.to_string(),
                sent_at: Moment(seed.recorded_at),
            }
            .load(connection)?;
        }
    }
    Ok(())
}
