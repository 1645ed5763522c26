//! What several test files share.

#![expect(dead_code, reason = "each test file uses its own part of what they share")]

pub mod addresses;
pub mod house;
pub mod mail;
pub mod portal;
pub mod postgres;
pub mod seal;
pub mod table;
