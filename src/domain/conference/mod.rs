//! Case conferences (domain, section 7): a commission sits, each item of its agenda is about one person, those invited to
//! the item advise, one authority decides. Pure: states, competences and what stands in the way.

pub mod item;
pub mod obstacle;
pub mod reach;
pub mod seat;
pub mod sitting;

pub use item::{ActionState, Because, Outcome, Stance};
pub use obstacle::Obstacle;
pub use reach::Call;
pub use seat::{Competence, Presence, SeatRole, Voice};
pub use sitting::{SittingState, Step};
