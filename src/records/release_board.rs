//! Releases as a board shows them: the person and the date as the grant opens them, and whom the hub told.

use std::collections::HashMap;

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;

use super::people::{self, Line};
use crate::access::{Grant, Permit, ReadTx, Reject, View, WriteTx};
use crate::db::schema::{agent, alert, alert_gap, custody, outbox};
use crate::db::{AnyConnection, Error, Moment};
use crate::domain::release::{Fate, Occurrence};
use crate::domain::{Field, Id, Institution, Person, Value};

use super::case_file::{self, CustodyRow};

/// Whom the hub told of a release, or tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Which service.
    pub institution: Id<Institution>,
    /// The protocol's rule.
    pub rule: String,
    /// Of what.
    pub occurrence: Occurrence,
    /// What became of the alert.
    pub fate: Fate,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether the relay has taken its letter; nothing where there is none.
    pub letter: Option<Letter>,
    /// When somebody of the service first opened the release.
    pub read_at: Option<Timestamp>,
    /// By when it is to be acknowledged.
    pub acknowledge_by: Option<Timestamp>,
    /// When it was, and by whom (name and quality).
    pub acknowledged: Option<(Timestamp, String)>,
    /// When the service was reminded.
    pub reminded_at: Option<Timestamp>,
    /// When its superior was told.
    pub escalated_at: Option<Timestamp>,
    /// Whether a later alert took its place.
    pub is_replaced: bool,
}

impl Recipient {
    /// Whether it still waits for its acknowledgement.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.fate == Fate::Sent && !self.is_replaced && self.acknowledged.is_none()
    }

    /// Whether it waits beyond its time.
    #[must_use]
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.waits() && self.acknowledge_by.is_some_and(|by| by < now)
    }
}

/// How far a letter has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letter {
    /// It waits for its turn.
    Queued,
    /// The relay doesn't take it; it is tried again.
    Failing,
    /// The relay has it.
    Accepted,
}

/// One release.
#[derive(Debug, Clone)]
pub struct Release {
    /// The person, the stay and the reader's tie.
    pub line: Line,
    /// Whom the hub told, the latest first; those of earlier dates too.
    pub recipients: Vec<Recipient>,
    /// How many rules found nobody.
    pub gaps: usize,
}

/// Which releases are wanted of those that a list leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// Not released yet, and due by that day; those whose day has passed too.
    Until(Date),
    /// Released since that moment.
    Since(Timestamp),
    /// Told to that service, which hasn't acknowledged; whatever the date, cancelled ones too.
    Waiting(Id<Institution>),
    /// Of which a rule found nobody to tell.
    Unaddressed,
}

impl Window {
    fn holds(self, stay: &View) -> bool {
        match (self, stay.value(Field::ReleaseDate), stay.value(Field::ReleasedAt)) {
            (Self::Until(last), Some(Value::Date(day)), None) => *day <= last,
            (Self::Since(first), _, Some(Value::Instant(at))) => *at >= first,
            (Self::Waiting(_) | Self::Unaddressed, ..) => is_told(stay),
            _ => false,
        }
    }

    /// What the stay alone doesn't say.
    fn keeps(self, release: &Release) -> bool {
        match self {
            Self::Until(_) | Self::Since(_) => true,
            Self::Waiting(own) => release.recipients.iter().any(|r| r.institution == own && r.waits()),
            Self::Unaddressed => release.gaps > 0,
        }
    }
}

/// Whether the grant shows the date of the release or its end, were they empty.
fn is_told(stay: &View) -> bool {
    stay.cell(Field::ReleaseDate).or(stay.cell(Field::ReleasedAt)).is_some()
}

/// The releases of these people within the window, the nearest first.
///
/// # Errors
/// The database can't be read.
pub fn releases(tx: &mut ReadTx<'_>, grants: &[Grant], window: Window) -> Result<Vec<Release>, Error> {
    let lines: Vec<Line> = people::lines(tx, grants)?
        .into_iter()
        .filter(|line| line.stay.as_ref().is_some_and(|stay| window.holds(stay)))
        .collect();
    let stays: Vec<String> = lines.iter().flat_map(|line| line.detention.clone()).collect();
    let mut told = recipients(tx.connection(), &stays)?;
    let gaps: Vec<String> = alert_gap::table
        .filter(alert_gap::custody_id.eq_any(&stays).and(alert_gap::closed_at.is_null()))
        .select(alert_gap::custody_id)
        .load(tx.connection())?;
    let mut releases: Vec<Release> = lines
        .into_iter()
        .map(|line| {
            let recipients = of_detention(&mut told, &line.detention);
            let gaps = gaps.iter().filter(|stay| line.detention.contains(stay)).count();
            Release { line, recipients, gaps }
        })
        .filter(|release| window.keeps(release))
        .collect();
    releases.sort_by_key(|release| {
        let stay = release.line.stay.as_ref();
        let code = |field| stay.and_then(|stay| stay.value(field)).map(Value::code);
        (code(Field::ReleasedAt).or_else(|| code(Field::ReleaseDate)), release.line.person)
    });
    if matches!(window, Window::Since(_)) {
        releases.reverse();
    }
    Ok(releases)
}

type Loaded = (
    (String, Id<Institution>, String, String, String, Moment),
    (Option<Moment>, Option<Moment>, Option<Moment>, Option<Moment>, Option<Moment>, Option<Moment>),
    Option<(String, String, String)>,
    Option<(String, Option<Moment>)>,
);

/// Those of one detention, the latest first.
fn of_detention(told: &mut HashMap<String, Vec<Recipient>>, stays: &[String]) -> Vec<Recipient> {
    let mut recipients: Vec<Recipient> = stays.iter().rev().filter_map(|stay| told.remove(stay)).flatten().collect();
    recipients.sort_by_key(|recipient| std::cmp::Reverse(recipient.created_at));
    recipients
}

/// Whom the hub told, by stay; the latest first.
fn recipients(connection: &mut AnyConnection, stays: &[String]) -> Result<HashMap<String, Vec<Recipient>>, Error> {
    let loaded: Vec<Loaded> = alert::table
        .left_join(agent::table.on(agent::id.nullable().eq(alert::acknowledged_by)))
        .left_join(outbox::table.on(outbox::about_id.eq(alert::id).and(outbox::kind.eq("alert"))))
        .filter(alert::custody_id.eq_any(stays))
        .order((alert::created_at.desc(), alert::due_at.desc(), alert::id))
        .select((
            (alert::custody_id, alert::institution_id, alert::rule, alert::occurrence, alert::fate, alert::created_at),
            (
                alert::read_at,
                alert::acknowledge_by,
                alert::acknowledged_at,
                alert::reminded_at,
                alert::escalated_at,
                alert::replaced_at,
            ),
            (agent::family_name, agent::given_names, agent::quality).nullable(),
            (outbox::state, outbox::failing_since).nullable(),
        ))
        .load(connection)?;
    let mut told: HashMap<String, Vec<Recipient>> = HashMap::new();
    for ((custody, institution, rule, occurrence, fate, created_at), moments, by, letter) in loaded {
        let (read_at, acknowledge_by, acknowledged_at, reminded_at, escalated_at, replaced_at) = moments;
        let at = |moment: Option<Moment>| moment.map(|moment| moment.0);
        let by = by.map(|(family, given, quality)| format!("{} {given}, {quality}", family.to_uppercase()));
        told.entry(custody).or_default().push(Recipient {
            institution,
            rule,
            occurrence: Occurrence::from_code(&occurrence).ok_or(Error::Damaged("an unknown occurrence"))?,
            fate: Fate::from_code(&fate).ok_or(Error::Damaged("an unknown fate"))?,
            created_at: created_at.0,
            letter: letter.and_then(|(state, failing)| match (state.as_str(), failing) {
                ("sent", _) => Some(Letter::Accepted),
                ("queued", Some(_)) => Some(Letter::Failing),
                ("queued", None) => Some(Letter::Queued),
                _ => None,
            }),
            read_at: at(read_at),
            acknowledge_by: at(acknowledge_by),
            acknowledged: at(acknowledged_at).map(|at| (at, by.unwrap_or_default())),
            reminded_at: at(reminded_at),
            escalated_at: at(escalated_at),
            is_replaced: replaced_at.is_some(),
        });
    }
    Ok(told)
}

/// Whose release an address names; nothing where there is no such stay.
///
/// # Errors
/// The database can't be read.
pub fn subject(connection: &mut AnyConnection, stay: &str) -> Result<Option<Id<Person>>, Error> {
    Ok(custody::table.find(stay).select(custody::person_id).first(connection).optional()?)
}

/// One release, as its page shows it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The person's own row.
    pub identity: Option<View>,
    /// The latest stay of the detention that the address names, as far as it is shown.
    pub stay: View,
    /// All stays of that detention.
    pub detention: Vec<String>,
    /// Whom the hub told, the latest first.
    pub recipients: Vec<Recipient>,
    /// The rules that found nobody.
    pub gaps: Vec<(String, String)>,
}

/// Opens one release: the person's own row, and the latest stay of the detention that this stay belongs to. Nothing where
/// the grant shows neither its date nor its end.
///
/// # Errors
/// The database can't be read.
pub fn open(tx: &mut ReadTx<'_>, grant: &Grant, stay: &str) -> Result<Option<Opened>, Error> {
    let stays = case_file::stays(tx, grant.subject())?;
    let rows = CustodyRow::detention(&stays, stay);
    let detention: Vec<String> = rows.iter().map(|row| row.row.clone()).collect();
    let Some(latest) = rows.last() else { return Ok(None) };
    let Some(stay) = grant.view(latest)?.filter(is_told) else { return Ok(None) };
    let identity = case_file::person_row(tx, grant.subject())?.map(|row| grant.view(&row)).transpose()?.flatten();
    let mut told = recipients(tx.connection(), &detention)?;
    let gaps = alert_gap::table
        .filter(alert_gap::custody_id.eq_any(&detention).and(alert_gap::closed_at.is_null()))
        .order(alert_gap::rule)
        .select((alert_gap::rule, alert_gap::cause))
        .load(tx.connection())?;
    Ok(Some(Opened { identity, stay, recipients: of_detention(&mut told, &detention), detention, gaps }))
}

/// Says that a service has opened its alerts of these stays, if it hadn't.
///
/// # Errors
/// The database refuses.
pub fn mark_read(
    connection: &mut AnyConnection,
    stays: &[String],
    by: Id<Institution>,
    at: Timestamp,
) -> Result<usize, Error> {
    Ok(diesel::update(
        alert::table
            .filter(alert::custody_id.eq_any(stays).and(alert::institution_id.eq(by)))
            .filter(alert::read_at.is_null()),
    )
    .set(alert::read_at.eq(Some(Moment(at))))
    .execute(connection)?)
}

/// Acknowledges, for the reader's service, every alert of this stay's detention that waits for it. Gives how many there were.
///
/// # Errors
/// The reader may not see the release date; nothing waits any more (somebody else was quicker, or the date changed).
pub fn acknowledge(tx: &mut WriteTx<'_>, permit: &Permit<'_>, stay: &str) -> Result<usize, Reject> {
    let opened = open(&mut tx.as_read(), permit.grant(), stay)?.ok_or(Reject::NoSuchRow)?;
    permit.acknowledge(&opened.stay)?;
    let now = Moment(tx.now());
    let done = diesel::update(
        alert::table
            .filter(alert::custody_id.eq_any(&opened.detention))
            .filter(alert::institution_id.eq(permit.reader().institution))
            .filter(alert::fate.eq(Fate::Sent.code()))
            .filter(alert::acknowledged_at.is_null().and(alert::replaced_at.is_null())),
    )
    .set((alert::acknowledged_at.eq(Some(now)), alert::acknowledged_by.eq(Some(permit.reader().agent.to_string()))))
    .execute(tx.connection())?;
    if done == 0 { Err(Reject::Conflict) } else { Ok(done) }
}
