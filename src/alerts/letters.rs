//! What a letter says when it leaves: a reference and a link; or, over a channel that may carry it, the notice of R. 57-7-85.

use jiff::tz::TimeZone;

use crate::access::{Agreements, releases};
use crate::clock::paris;
use crate::db::{self, AnyConnection, Database};
use crate::domain::{Id, LetterKind, Person, zone};
use crate::outbox::message::{NoticeR57_7_85, Reference, When};
use crate::outbox::{Address, Compose, Composed, Letter, Message, Topic};
use crate::protocol::Predicate;
use crate::records::alerts::{self, Envelope};

/// Composes letters from the facts of the moment. Never prints what the recipient's channel may not carry.
#[derive(Debug)]
pub struct Secretary {
    database: Database,
    agreements: Agreements,
    public_url: String,
}

impl Secretary {
    /// One who answers for this portal, whose address it is (without a final slash).
    #[must_use]
    pub const fn new(database: Database, agreements: Agreements, public_url: String) -> Self {
        Self { database, agreements, public_url }
    }

    /// Whether a rule is the one whose items the article lists: it answers the notice of the three years.
    fn orders_the_notice(&self, rule: &str) -> bool {
        self.agreements
            .current()
            .alert_rules()
            .iter()
            .any(|known| known.id == rule && known.when.contains(Predicate::Sentence3y))
    }

    fn message(
        &self,
        connection: &mut AnyConnection,
        letter: &Letter,
        envelope: &Envelope,
        channel: &str,
    ) -> Result<Message, db::Error> {
        let link = format!("{}/sorties/{}", self.public_url, envelope.custody);
        // The letter of the alert that this one replaces, to the same service.
        let replaces = envelope.replaces.map(|alert| {
            Letter { kind: LetterKind::Alert, about: Topic::Alert(alert), institution: letter.institution }.message_id()
        });
        let is_nominative = channel == "nominative"
            && letter.kind == LetterKind::Alert
            && letter.institution == envelope.institution
            && self.orders_the_notice(&envelope.rule);
        if is_nominative
            && let Some(notice) = releases::notice(connection, &envelope.custody)?
            && let Some(declared_address) = notice.declared_address
        {
            return Ok(Message::Notice(NoticeR57_7_85 {
                family_name: notice.family_name,
                usage_name: notice.usage_name,
                given_names: notice.given_names,
                birth_date: notice.birth_date,
                declared_address,
                release_date: notice.release_date,
                link,
                replaces,
            }));
        }
        let prison = alerts::mailbox(connection, envelope.prison)?
            .and_then(|(_, _, name)| TimeZone::get(&name).ok())
            .unwrap_or_else(paris);
        let words = zone::words(&prison).map_or_else(|| "heure de Paris".to_owned(), |words| words.into_owned());
        Ok(Message::Reference(Reference {
            reference: Id::<Person>::parse(&envelope.custody).map(|id| id.reference()).unwrap_or_default(),
            link,
            replaces,
            kind: letter.kind,
            when: envelope.acknowledge_by.map(|by| When::Hour(prison.to_datetime(by), words)),
        }))
    }
}

impl Compose for Secretary {
    fn compose(&self, letter: &Letter) -> Result<Option<Composed>, db::Error> {
        let Topic::Alert(alert) = letter.about else { return Ok(None) };
        self.database.read(|connection| {
            let Some(envelope) = alerts::envelope(connection, alert)? else { return Ok(None) };
            if envelope.is_settled {
                return Ok(None);
            }
            let Some((mailbox, channel, _)) = alerts::mailbox(connection, letter.institution)? else {
                return Ok(None);
            };
            let message = self.message(connection, letter, &envelope, &channel)?;
            Ok(Some(Composed { to: mailbox.as_deref().and_then(Address::parse), message }))
        })
    }
}
