//! Routes, pages and forms; no diesel, no rule.

pub mod format;
pub mod pages;
