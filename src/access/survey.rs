//! Lists: ties joined before counting, one decision for each row, one entry that names the people shown.

use std::sync::Arc;

use diesel::dsl::{InnerJoinQuerySource, exists};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::db::personal::Opaque;
use crate::db::schema::{
    action, agenda_item, alert, alert_gap, commission, person, review, search_key, sitting, situation, tie,
};
use crate::db::{self, AnyConnection, Day, Moment, MultiBackend};
use crate::domain::conference::ActionState;
use crate::domain::release::{Fate, Occurrence};
use crate::domain::{Commission, Field, Id, Institution, Person, Phase, Tie, TieKind};
use crate::journal::Entry;
use crate::protocol::{Relation, SubjectFacts, decide};

use super::consult::{Consulted, ReadTx, Refusal};
use super::door::{Door, Error};
use super::entries::Draft;
use super::gather::{Gathered, predicates};
use super::grant::Grant;
use super::reader::Reader;
use super::search::Wanted;
use super::standing;

/// How closely what was found is like what was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// The same words.
    Exact,
    /// Words that sound alike: only looked for where no exact match exists.
    Sound,
}

impl Likeness {
    /// The code stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Sound => "sound",
        }
    }
}

/// Which releases a list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Releases {
    /// Of people held whose situation changes by that day, or by no known day: those who leave are among them. A first
    /// sieve, by the day of the next change that is kept with each situation; the dates shown decide.
    ToCome(Date),
    /// Of people of whom an exit was told since that moment.
    Since(Timestamp),
    /// Of people of whose release the reader's own service was told, and hasn't acknowledged.
    Waiting,
    /// Of people of whose release a rule found nobody to tell.
    Unaddressed,
}

/// Which matters of conferences a list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conferences {
    /// People whose situation is to be looked at again by this commission, until that day. For those who keep it alone: the day
    /// follows from releases and from decisions about people's items.
    Reviews(Id<Commission>, Date),
    /// People about whom the reader's own service has something left to do.
    Actions,
    /// People about whom something that an item of this commission ended with is late on that day. For those who keep it alone.
    LateActions(Id<Commission>, Date),
}

/// What is asked of a list.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// Words to find.
    pub wanted: Option<Wanted>,
    /// Only this phase.
    pub phase: Option<Phase>,
    /// Only people tied in this way.
    pub through: Option<TieKind>,
    /// Only these releases.
    pub releases: Option<Releases>,
    /// Only these matters of conferences.
    pub conferences: Option<Conferences>,
    /// Which page, from 1.
    pub page: i64,
    /// How many on a page.
    pub per_page: i64,
}

/// A page of a list.
#[derive(Debug)]
pub struct Listing<T> {
    /// What was read for the people of this page.
    pub content: T,
    /// How many people there are, after filtering.
    pub total: i64,
    /// Which page it is.
    pub page: i64,
    /// How many pages there are; one at least.
    pub pages: i64,
    /// How they match, where words were looked for.
    pub likeness: Option<Likeness>,
}

/// One kind of row that the reader's ties may lead to: everything on which a decision depends.
#[derive(Debug, Clone, Queryable)]
struct Group {
    kind: TieKind,
    scope: String,
    phase: Phase,
    predicates: i32,
    genesis_closed: bool,
}

struct OpenGroup {
    group: Group,
    searchable: Vec<&'static str>,
}

const SEARCHED: &[Field] = &[Field::FamilyName, Field::UsageName, Field::GivenNames, Field::Aliases, Field::Ecrou];

impl Group {
    fn facts(&self) -> SubjectFacts {
        SubjectFacts { phase: self.phase, predicates: predicates(self.predicates), genesis_closed: self.genesis_closed }
    }
}

impl Door {
    /// Reads a page of the people whom the reader may know of. `read` gets one grant for each, in the list's order.
    ///
    /// # Errors
    /// The database or the journal failed.
    pub async fn survey<T: Send + 'static>(
        &self,
        reader: &Arc<Reader>,
        survey: Survey,
        read: impl FnOnce(&mut ReadTx<'_>, &[Grant]) -> Result<T, db::Error> + Send + 'static,
    ) -> Result<Consulted<Listing<T>>, Error> {
        let (door, reader) = (self.clone(), Arc::clone(reader));
        let (consulted, entries) = Self::off_loop(move || door.list(&reader, &survey, read)).await?;
        self.journal.append(entries).await?;
        Ok(consulted)
    }

    /// How many people a list would hold: a number without names, after the same filtering.
    ///
    /// # Errors
    /// The database or the journal failed.
    pub async fn count(&self, reader: &Arc<Reader>, survey: Survey) -> Result<Consulted<i64>, Error> {
        let (door, reader) = (self.clone(), Arc::clone(reader));
        let (consulted, entries) = Self::off_loop(move || {
            let now = door.clock.now();
            let today = reader.zone.to_datetime(now).date();
            let draft = Draft { at: now, reader: &reader, agreement: &door.agreement };
            if !reader.is_cleared(today) {
                return Ok((Consulted::Refused(Refusal::NoClearance), vec![draft.listing_refused()]));
            }
            let total = door.database.read(|connection| {
                let groups = door.open_groups(connection, &reader, &survey, today)?;
                count(connection, reached(&reader, today, &groups, &survey, None))
            })?;
            Ok((Consulted::Granted(total), draft.listing(&[])))
        })
        .await?;
        self.journal.append(entries).await?;
        Ok(consulted)
    }

    fn list<T>(
        &self,
        reader: &Reader,
        survey: &Survey,
        read: impl FnOnce(&mut ReadTx<'_>, &[Grant]) -> Result<T, db::Error>,
    ) -> Result<(Consulted<Listing<T>>, Vec<Entry>), Error> {
        let now = self.clock.now();
        let today = reader.zone.to_datetime(now).date();
        let draft = Draft { at: now, reader, agreement: &self.agreement };
        if !reader.is_cleared(today) {
            return Ok((Consulted::Refused(Refusal::NoClearance), vec![draft.listing_refused()]));
        }
        self.database.read(|connection| {
            let groups = self.open_groups(connection, reader, survey, today)?;
            let mut likeness = survey.wanted.as_ref().map(|_| Likeness::Exact);
            let mut total = count(connection, reached(reader, today, &groups, survey, likeness))?;
            if total == 0 && likeness.is_some() {
                likeness = Some(Likeness::Sound);
                total = count(connection, reached(reader, today, &groups, survey, likeness))?;
            }
            let per_page = survey.per_page.max(1);
            let pages = total.div_euclid(per_page) + i64::from(total.rem_euclid(per_page) > 0);
            let page = survey.page.clamp(1, pages.max(1));
            let ids = page_of(connection, reached(reader, today, &groups, survey, likeness), page, per_page)?;
            let grants = self.grants(connection, reader, &ids, today)?;
            let content = read(&mut ReadTx::new(connection, now), &grants)?;
            let entries = draft.listing(&grants.iter().collect::<Vec<_>>());
            let listing =
                Listing { content, total, page, pages: pages.max(1), likeness: likeness.filter(|_| total > 0) };
            Ok((Consulted::Granted(listing), entries))
        })
    }

    /// The kinds of rows that the reader's ties lead to and that a decision opens.
    fn open_groups(
        &self,
        connection: &mut AnyConnection,
        reader: &Reader,
        survey: &Survey,
        today: Date,
    ) -> Result<Vec<OpenGroup>, db::Error> {
        let groups: Vec<Group> = tie::table
            .inner_join(situation::table.on(situation::person_id.eq(tie::person_id)))
            .filter(tie::institution_id.eq(reader.institution))
            .filter(tie::agent_id.eq("").or(tie::agent_id.eq(reader.agent)))
            .filter(tie::from_on.le(Day(today)))
            .filter(tie::to_on.is_null().or(tie::to_on.ge(Day(today))))
            .select((tie::kind, tie::scope, situation::phase, situation::predicates, situation::genesis_closed))
            .distinct()
            .load(connection)?;
        let facts = reader.facts(today);
        Ok(groups
            .into_iter()
            .filter(|group| survey.phase.is_none_or(|phase| group.phase == phase))
            .filter(|group| survey.through.is_none_or(|kind| group.kind == kind))
            .filter_map(|group| {
                let scope = standing::scope(&group.scope, "")?;
                let tie = Tie { kind: group.kind, scope };
                let decision = decide(&self.agreement, &facts, &group.facts(), &[tie]);
                // Matching a field is reading it: only fields that the reader sees are searched.
                let searchable = SEARCHED
                    .iter()
                    .filter(|field| decision.shows(**field, Relation::Other))
                    .map(|field| field.spec().key)
                    .collect();
                decision.opens().then_some(OpenGroup { group, searchable })
            })
            .collect())
    }

    /// One decision for each person of the page, from all the ties that the reader has to him.
    pub(in crate::access) fn grants(
        &self,
        connection: &mut AnyConnection,
        reader: &Reader,
        ids: &[Id<Person>],
        today: Date,
    ) -> Result<Vec<Grant>, db::Error> {
        let mut grants = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(gathered) = super::gather::gather(connection, reader, *id, today)? else { continue };
            let decision = decide(&self.agreement, &reader.facts(today), &gathered.facts, &gathered.ties);
            if !decision.opens() {
                continue;
            }
            let Gathered { facts, ties, leaves, standing, .. } = gathered;
            grants.push(Grant::new(self, reader, *id, decision, facts, &ties, leaves, standing));
        }
        Ok(grants)
    }
}

/// People, their situations and the reader's ties: what a list is chosen from.
type Source = InnerJoinQuerySource<InnerJoinQuerySource<person::table, situation::table>, tie::table>;
type Condition = Box<dyn BoxableExpression<Source, MultiBackend, SqlType = Bool>>;

/// That a row belongs to one of the open groups and matches the words. Without any open group: nobody.
fn reached(
    reader: &Reader,
    today: Date,
    groups: &[OpenGroup],
    survey: &Survey,
    likeness: Option<Likeness>,
) -> Condition {
    let tokens: &[Opaque] = match (&survey.wanted, likeness) {
        (Some(wanted), Some(Likeness::Sound)) => &wanted.sound,
        (Some(wanted), _) => &wanted.exact,
        (None, _) => &[],
    };
    let mut any: Condition = Box::new(person::id.eq(""));
    for open in groups {
        let group: Condition = Box::new(
            tie::kind
                .eq(open.group.kind)
                .and(tie::scope.eq(open.group.scope.clone()))
                .and(situation::phase.eq(open.group.phase))
                .and(situation::predicates.eq(open.group.predicates))
                .and(situation::genesis_closed.eq(open.group.genesis_closed)),
        );
        let found = tokens.iter().fold(group, |all, token| {
            Box::new(
                all.and(exists(
                    search_key::table
                        .filter(search_key::person_id.eq(person::id))
                        .filter(search_key::token.eq(token.clone()))
                        .filter(search_key::likeness.eq(likeness.unwrap_or(Likeness::Exact).code()))
                        .filter(search_key::field.eq_any(open.searchable.clone())),
                )),
            )
        });
        any = Box::new(any.or(found));
    }
    let today = Day(today);
    any = Box::new(any.and(about(survey.releases, reader.institution)));
    any = Box::new(any.and(among(survey.conferences, reader.institution)));
    Box::new(
        tie::institution_id
            .eq(reader.institution)
            .and(tie::agent_id.eq("").or(tie::agent_id.eq(reader.agent)))
            .and(tie::from_on.le(today))
            .and(tie::to_on.assume_not_null().ge(today).or(tie::to_on.is_null()))
            .and(any),
    )
}

/// That a person is among the releases asked for.
fn about(releases: Option<Releases>, own: Id<Institution>) -> Condition {
    match releases {
        None => Box::new(person::id.ne("")),
        Some(Releases::ToCome(until)) => {
            Box::new(situation::phase.eq(Phase::PreRelease).and(
                situation::next_change_on.assume_not_null().le(Day(until)).or(situation::next_change_on.is_null()),
            ))
        }
        Some(Releases::Since(since)) => Box::new(exists(
            alert::table
                .filter(alert::person_id.eq(person::id))
                .filter(alert::occurrence.eq_any([Occurrence::Effective.code(), Occurrence::Unforeseen.code()]))
                .filter(alert::due_at.ge(Moment(since))),
        )),
        Some(Releases::Waiting) => Box::new(exists(
            alert::table
                .filter(alert::person_id.eq(person::id))
                .filter(alert::institution_id.eq(own))
                .filter(alert::fate.eq(Fate::Sent.code()))
                .filter(alert::acknowledged_at.is_null().and(alert::replaced_at.is_null())),
        )),
        Some(Releases::Unaddressed) => Box::new(exists(
            alert_gap::table.filter(alert_gap::person_id.eq(person::id)).filter(alert_gap::closed_at.is_null()),
        )),
    }
}

/// That a person is among the matters of conferences asked for.
fn among(matters: Option<Conferences>, own: Id<Institution>) -> Condition {
    let open = || action::table.filter(action::person_id.eq(person::id)).filter(action::state.eq(ActionState::Open));
    let kept = || commission::table.filter(commission::institution_id.eq(own)).select(commission::id);
    match matters {
        None => Box::new(person::id.ne("")),
        Some(Conferences::Reviews(commission, until)) => Box::new(exists(
            review::table
                .filter(review::person_id.eq(person::id))
                .filter(review::commission_id.eq(commission))
                .filter(review::commission_id.eq_any(kept()))
                .filter(review::due_on.le(Day(until))),
        )),
        Some(Conferences::Actions) => Box::new(exists(open().filter(action::institution_id.eq(own)))),
        Some(Conferences::LateActions(commission, on)) => Box::new(exists(
            open().filter(action::due_on.lt(Day(on))).filter(
                action::item_id.eq_any(
                    agenda_item::table
                        .inner_join(sitting::table)
                        .filter(sitting::commission_id.eq(commission))
                        .filter(sitting::commission_id.eq_any(kept()))
                        .select(agenda_item::id),
                ),
            ),
        )),
    }
}

/// How many people there are, each counted once however many ties lead to him.
fn count(connection: &mut AnyConnection, reached: Condition) -> Result<i64, db::Error> {
    Ok(person::table
        .inner_join(situation::table)
        .inner_join(tie::table)
        .filter(reached)
        .select(diesel::dsl::count(person::id).aggregate_distinct())
        .get_result(connection)?)
}

/// One page of them, in the order of the alphabet.
fn page_of(
    connection: &mut AnyConnection,
    reached: Condition,
    page: i64,
    per_page: i64,
) -> Result<Vec<Id<Person>>, db::Error> {
    Ok(person::table
        .inner_join(situation::table)
        .inner_join(tie::table)
        .filter(reached)
        .group_by((person::id, person::sort_key))
        .select(person::id)
        .order((person::sort_key, person::id))
        .limit(per_page)
        .offset((page - 1) * per_page)
        .load(connection)?)
}
