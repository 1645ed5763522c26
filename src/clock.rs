//! The only caller of `now()`. Everything else is handed a [`Clock`]; tests own time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Where the time comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that only its owner moves: microseconds since the epoch.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still at `instant` until somebody moves it.
    #[must_use]
    pub fn fixed(instant: Timestamp) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(instant.as_microsecond())))
    }

    /// The present moment, in microseconds at best (what the database keeps).
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
            Self::System => Timestamp::now(),
            Self::Fixed(micros) => {
                Timestamp::from_microsecond(micros.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
            }
        }
    }

    /// Today in that zone.
    #[must_use]
    pub fn today(&self, zone: &TimeZone) -> Date {
        zone.to_datetime(self.now()).date()
    }

    /// Moves a fixed clock; does nothing to the machine's.
    pub fn set(&self, instant: Timestamp) {
        if let Self::Fixed(micros) = self {
            micros.store(instant.as_microsecond(), Ordering::SeqCst);
        }
    }
}

/// The zone of Paris, in which what has no prison is dated. Falls back to UTC if the bundled table lacked it.
#[must_use]
pub fn paris() -> TimeZone {
    TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC)
}
