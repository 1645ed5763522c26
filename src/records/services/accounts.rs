//! Accounts: whom an issuer knows under a subject. An account opens nothing by itself; a clearance does, in the service where it was
//! granted and in no other.

use diesel::prelude::*;

use super::only_administrators;
use super::sheet::serves;
use crate::access::{Declined, Deed, Office, ReadTx, WriteTx};
use crate::db::schema::{agent, session};
use crate::db::{AnyConnection, Error, Moment};
use crate::domain::service::ServiceRule;
use crate::domain::{Agent, Id, Institution};
use crate::journal::Operation;
use crate::records::clearances::post::{self, Count, Of};

type Tried<T> = Result<T, Declined<ServiceRule>>;

/// The words of the journal: nobody's article, ours.
const HOUSE_RULE: &str = "règle de la plateforme : administration technique";

/// What is written of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
    /// Quality.
    pub quality: String,
    /// Telephone.
    pub phone: Option<String>,
}

/// How his issuer knows him: never an address of mail, which is given to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Issuer.
    pub issuer: String,
    /// Subject there.
    pub subject: String,
}

/// What is written in the history of a clearance that ends with a post.
const MOVED: &str = "changement d’affectation";
const CLOSED: &str = "fermeture du compte";
const REOPENED: &str = "réouverture du compte\u{a0}: rien de ce qui valait avant ne revient";

/// An account.
#[derive(Debug, Clone)]
pub struct Account {
    /// Identifier.
    pub id: Id<Agent>,
    /// Where he works.
    pub service: Id<Institution>,
    /// How his issuer knows him.
    pub identity: Identity,
    /// What is written of him.
    pub card: Card,
    /// Rises with each change.
    pub version: i32,
    /// Since when it is closed.
    pub closed_at: Option<Moment>,
}

fn find(connection: &mut AnyConnection, of: Id<Institution>, id: Id<Agent>) -> Result<Option<Account>, Error> {
    type Row =
        ((Id<Agent>, Id<Institution>, String, String), (String, String, String, Option<String>), i32, Option<Moment>);
    let row: Option<Row> = agent::table
        .filter(agent::id.eq(id))
        .filter(agent::institution_id.eq(of))
        .select((
            (agent::id, agent::institution_id, agent::issuer, agent::subject),
            (agent::family_name, agent::given_names, agent::quality, agent::phone),
            agent::version,
            agent::closed_at,
        ))
        .first(connection)
        .optional()?;
    Ok(row.map(|((id, service, issuer, subject), (family_name, given_names, quality, phone), version, closed_at)| {
        Account {
            id,
            service,
            identity: Identity { issuer, subject },
            card: Card { family_name, given_names, quality, phone },
            version,
            closed_at,
        }
    }))
}

/// The account of somebody of this service.
///
/// # Errors
/// Not an administrator; or there is none such.
pub fn read(tx: &mut ReadTx<'_>, office: &Office<'_>, of: Id<Institution>, id: Id<Agent>) -> Tried<Account> {
    only_administrators(office)?;
    find(tx.connection(), of, id)?.ok_or(Declined::NoSuchRow)
}

/// How many clearances and delegations of his end with a move, or with the account.
///
/// # Errors
/// Not an administrator.
pub fn at_stake(tx: &mut ReadTx<'_>, office: &Office<'_>, id: Id<Agent>) -> Tried<Count> {
    only_administrators(office)?;
    Ok(post::at_stake(tx, office, id)?)
}

/// Opens an account in a service. Gives its identifier.
///
/// # Errors
/// Not an administrator; no such service; the service is closed; or the issuer knows somebody here under this subject.
pub fn open(
    tx: &mut WriteTx<'_>,
    office: &Office<'_>,
    of: Id<Institution>,
    identity: &Identity,
    card: &Card,
) -> Tried<Id<Agent>> {
    only_administrators(office)?;
    only_open(tx.connection(), of)?;
    let known: i64 = agent::table
        .filter(agent::issuer.eq(&identity.issuer))
        .filter(agent::subject.eq(&identity.subject))
        .count()
        .get_result(tx.connection())?;
    if known > 0 {
        return Err(Declined::Against(ServiceRule::AccountTaken));
    }
    let id: Id<Agent> = tx.chance().id();
    diesel::insert_into(agent::table)
        .values((
            agent::id.eq(id),
            agent::institution_id.eq(of),
            agent::issuer.eq(&identity.issuer),
            agent::subject.eq(&identity.subject),
            agent::family_name.eq(&card.family_name),
            agent::given_names.eq(&card.given_names),
            agent::quality.eq(&card.quality),
            agent::phone.eq(&card.phone),
        ))
        .execute(tx.connection())?;
    say(office, id, format!("account:opened service:{of}"));
    Ok(id)
}

/// Changes what is written of somebody. Gives whether anything changed.
///
/// # Errors
/// Not an administrator; no such account; it is closed, or somebody else changed it meanwhile.
pub fn change(
    tx: &mut WriteTx<'_>,
    office: &Office<'_>,
    (of, id): (Id<Institution>, Id<Agent>),
    version: i32,
    card: &Card,
) -> Tried<bool> {
    let account = to_change(tx, office, of, id)?;
    if account.version != version {
        return Err(Declined::Against(ServiceRule::Changed));
    }
    if account.card == *card {
        return Ok(false);
    }
    let was = &account.card;
    let changed = [
        ("names", was.family_name != card.family_name || was.given_names != card.given_names),
        ("quality", was.quality != card.quality),
        ("phone", was.phone != card.phone),
    ];
    diesel::update(agent::table.filter(agent::id.eq(id)))
        .set((
            agent::family_name.eq(&card.family_name),
            agent::given_names.eq(&card.given_names),
            agent::quality.eq(&card.quality),
            agent::phone.eq(&card.phone),
            agent::version.eq(version + 1),
        ))
        .execute(tx.connection())?;
    let words: Vec<&str> = changed.iter().filter(|(_, is_changed)| *is_changed).map(|(word, _)| *word).collect();
    say(office, id, format!("account:changed {}", words.join(" ")));
    Ok(true)
}

/// Puts somebody into another service. Clearances that he was granted in the former are worth nothing there: they end for good, and with
/// them the delegations that he gave or received.
///
/// # Errors
/// Not an administrator; his own account; no such account, or it is closed; or the other service is closed or isn't there.
pub fn transfer(
    tx: &mut WriteTx<'_>,
    office: &Office<'_>,
    (of, id): (Id<Institution>, Id<Agent>),
    version: i32,
    to: Id<Institution>,
) -> Tried<()> {
    let account = to_change(tx, office, of, id)?;
    not_oneself(office, id)?;
    if account.version != version {
        return Err(Declined::Against(ServiceRule::Changed));
    }
    if to == of {
        return Ok(());
    }
    only_open(tx.connection(), to)?;
    diesel::update(agent::table.filter(agent::id.eq(id)))
        .set((agent::institution_id.eq(to.to_string()), agent::version.eq(version + 1)))
        .execute(tx.connection())?;
    let ended = post::end_all(tx, office, Of::Agent(id), MOVED)?;
    say(office, id, format!("account:moved from:{of} to:{to} {ended}"));
    Ok(())
}

/// Closes an account: every session of it ends at once, and no other begins; clearances and delegations end for good. Nothing is deleted.
///
/// # Errors
/// Not an administrator; his own account; no such account, or it is closed already.
pub fn close(tx: &mut WriteTx<'_>, office: &Office<'_>, of: Id<Institution>, id: Id<Agent>) -> Tried<()> {
    let account = to_change(tx, office, of, id)?;
    not_oneself(office, id)?;
    let now = Moment(tx.now());
    diesel::update(agent::table.filter(agent::id.eq(id)))
        .set((agent::closed_at.eq(Some(now)), agent::version.eq(account.version + 1)))
        .execute(tx.connection())?;
    let ended = diesel::update(
        session::table.filter(session::agent_id.eq(id.to_string())).filter(session::revoked_at.is_null()),
    )
    .set((session::revoked_at.eq(now), session::id_token_hint.eq(None::<String>)))
    .execute(tx.connection())?;
    let lost = post::end_all(tx, office, Of::Agent(id), CLOSED)?;
    say(office, id, format!("account:closed {lost}"));
    office.did_as(
        Operation::SignOut,
        Deed {
            record: Some(id.to_string()),
            shown: format!("sessions:{ended}"),
            reason: Some("compte fermé par l’administration technique".to_owned()),
            ..Deed::default()
        },
    );
    Ok(())
}

/// Opens an account again that was closed by mistake. Its bearer signs in, and no right comes back: whatever was still alive of an account
/// closed in other times ends here.
///
/// # Errors
/// Not an administrator; no such account, or it isn't closed; or its service is.
pub fn reopen(tx: &mut WriteTx<'_>, office: &Office<'_>, of: Id<Institution>, id: Id<Agent>) -> Tried<()> {
    let account = held(tx, office, of, id)?;
    if account.closed_at.is_none() {
        return Err(Declined::Against(ServiceRule::NotClosed));
    }
    if !serves(tx.connection(), of)? {
        return Err(Declined::Against(ServiceRule::StillClosed));
    }
    let ended = post::end_all(tx, office, Of::Agent(id), REOPENED)?;
    diesel::update(agent::table.filter(agent::id.eq(id)))
        .set((agent::closed_at.eq(None::<Moment>), agent::version.eq(account.version + 1)))
        .execute(tx.connection())?;
    say(office, id, format!("account:reopened {ended}"));
    Ok(())
}

/// The account, open, for an administrator.
fn to_change(tx: &mut WriteTx<'_>, office: &Office<'_>, of: Id<Institution>, id: Id<Agent>) -> Tried<Account> {
    let account = held(tx, office, of, id)?;
    if account.closed_at.is_some() { Err(Declined::Against(ServiceRule::AccountClosed)) } else { Ok(account) }
}

/// The account, for an administrator; a second editor waits for the first where the engine lets two in at once.
fn held(tx: &mut WriteTx<'_>, office: &Office<'_>, of: Id<Institution>, id: Id<Agent>) -> Tried<Account> {
    only_administrators(office)?;
    if let AnyConnection::Postgres(postgres) = tx.connection() {
        agent::table.filter(agent::id.eq(id)).select(agent::id).for_no_key_update().load::<String>(postgres)?;
    }
    find(tx.connection(), of, id)?.ok_or(Declined::NoSuchRow)
}

/// Nobody gives himself another post, nor leaves the platform without an administrator by closing the last one's account.
fn not_oneself(office: &Office<'_>, id: Id<Agent>) -> Tried<()> {
    if office.reader().agent == id { Err(Declined::Against(ServiceRule::OwnAccount)) } else { Ok(()) }
}

fn only_open(connection: &mut AnyConnection, service: Id<Institution>) -> Tried<()> {
    if serves(connection, service)? { Ok(()) } else { Err(Declined::Against(ServiceRule::ClosedAbove)) }
}

fn say(office: &Office<'_>, id: Id<Agent>, shown: String) {
    let record = Some(id.to_string());
    office.did(Deed { record, shown, legal_ground: Some(HOUSE_RULE.to_owned()), ..Deed::default() });
}
