//! A synthetic world and its cast. Everybody in it is invented.
//!
//! [`world::build`] is pure: the same number of people, seed and day give the same world, identifiers included.

mod cast;
mod dice;
mod events;
mod flagship;
mod history;
mod institutions;
pub mod load;
mod names;
mod paths;
mod people;
mod places;
pub mod run;
mod staff;
mod texts;
pub mod world;

#[cfg(test)]
mod world_tests;
