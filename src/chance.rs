//! The only source of randomness: the machine's, or a seeded one so that tests and the demo's world repeat.

use std::sync::{Arc, Mutex, PoisonError};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

use crate::domain::Id;

/// Where random bits come from. Cloning shares the stream.
#[derive(Clone)]
pub struct Chance(Arc<Mutex<ChaCha20Rng>>);

impl std::fmt::Debug for Chance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Chance(..)")
    }
}

impl Chance {
    /// Seeded from the operating system. Identifiers, salts and session tokens come from here.
    ///
    /// # Errors
    /// The operating system gives no randomness: nothing may start then.
    pub fn system() -> Result<Self, rand::rngs::SysError> {
        Ok(Self(Arc::new(Mutex::new(ChaCha20Rng::try_from_rng(&mut rand::rngs::SysRng)?))))
    }

    /// The same stream for the same seed. Never for secrets.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed))))
    }

    /// Fresh random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }

    /// A fresh identifier.
    #[must_use]
    pub fn id<T>(&self) -> Id<T> {
        Id::from_bytes(self.bytes())
    }

    /// A number below `bound` (which must not be zero; zero gives zero).
    #[must_use]
    pub fn below(&self, bound: usize) -> usize {
        let number = u64::from_le_bytes(self.bytes());
        // The bias of a 64-bit remainder is far below anything that the demo's world could show.
        usize::try_from(number % (bound.max(1) as u64)).unwrap_or(0)
    }

    /// One of these; the caller passes at least one.
    #[must_use]
    pub fn pick<'t, T>(&self, from: &'t [T]) -> Option<&'t T> {
        from.get(self.below(from.len()))
    }
}
