//! What every handler shares.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::tz::TimeZone;

use crate::access::Door;
use crate::clock::Clock;
use crate::db::Database;
use crate::domain::institution::Party;
use crate::domain::{Id, Institution};
use crate::journal::log::Keeper;
use crate::records::directory::{Directory, Service};
use crate::signin::Sessions;
use crate::signin::openid::OpenId;

/// How this installation presents itself.
#[derive(Debug, Clone)]
pub struct SiteSettings {
    /// Whether users reach it over TLS: then the cookie is `__Host-` and `Secure`.
    pub is_https: bool,
    /// Who answers for it.
    pub operator: String,
    /// The operator's own theme: the folder whose `theme.css` takes the place of ours.
    pub theme_dir: Option<std::path::PathBuf>,
    /// The seats of the demo's cast; empty in service.
    pub cast: Vec<CastSeat>,
}

/// A member of the demo's cast, whom a visitor may become.
#[derive(Debug, Clone)]
pub struct CastSeat {
    /// His code in addresses.
    pub slug: &'static str,
    /// Name, surname in capitals.
    pub name: String,
    /// Quality.
    pub quality: String,
    /// His service.
    pub service: String,
    /// Which of the four P.
    pub party: Party,
    /// What to look at as this person.
    pub look_at: &'static str,
}

/// Shared by all handlers.
#[derive(Debug)]
pub struct Site {
    /// The doors to personal data, as they were when the site was opened: a request takes its own with [`Door::for_request`].
    pub door: Door,
    /// The sessions.
    pub sessions: Sessions,
    /// The identity providers, and the way to them and back.
    pub open_id: OpenId,
    /// The clock.
    pub clock: Clock,
    /// The database, for the health check and for the services' directory.
    pub database: Database,
    /// How it presents itself.
    pub settings: SiteSettings,
    /// Who keeps the journal's log; nobody where no key is set.
    pub keeper: Option<Arc<Keeper>>,
    directory: RwLock<Arc<Directory>>,
}

impl Site {
    /// Puts a site together.
    #[must_use]
    pub fn new(
        door: Door,
        sessions: Sessions,
        open_id: OpenId,
        clock: Clock,
        database: Database,
        settings: SiteSettings,
        directory: Directory,
    ) -> Self {
        let directory = RwLock::new(Arc::new(directory));
        Self { door, sessions, open_id, clock, database, settings, keeper: None, directory }
    }

    /// With the keeper of the journal's log.
    #[must_use]
    pub fn kept_by(self, keeper: Option<Arc<Keeper>>) -> Self {
        Self { keeper, ..self }
    }

    /// The zone of a service; nothing where the directory has none such.
    #[must_use]
    pub fn zone_of(&self, service: Id<Institution>) -> Option<TimeZone> {
        TimeZone::get(&self.directory().get(service)?.time_zone).ok()
    }

    /// The services, as last read.
    #[must_use]
    pub fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.directory.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes a fresher reading of the services.
    pub fn renew_directory(&self, directory: Directory) {
        *self.directory.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(directory);
    }

    /// Whether this is the demo: every page then says that everybody is invented.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        !self.settings.cast.is_empty()
    }
}

/// A service as pages print it.
#[must_use]
pub(in crate::web) fn printed(directory: &Directory, id: Option<Id<Institution>>) -> super::pages::parts::Service {
    let service: Option<&Service> = id.and_then(|id| directory.get(id));
    super::pages::parts::Service {
        // Facts that no single service owns, and a prison that may not be named to this reader, come from the register.
        name: service.map_or_else(|| "Registre d’écrou".to_owned(), |s| s.name.clone()),
        party: service.map_or(Party::Prison, |s| s.kind.party()),
    }
}
