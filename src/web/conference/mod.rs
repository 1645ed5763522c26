//! Commissions, their sittings and their items: pages and forms.

mod shared;
