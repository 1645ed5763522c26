//! A prison registry's file against what the hub holds. The machine reader `registry` opens the fields that such a file
//! can tell, compares them, and says whether they differ; what leaves is the comparison. A release date alone leaves as a
//! value, since "from when to when" is what the greffe must see before it is changed.

mod compare;
mod held;
mod import;
mod matching;

pub use compare::{Conviction, Difference, ReleaseMove};
pub use held::{Holdings, StayKey};
pub use import::{Import, Registrar};
pub use matching::{Entry, Found};
