//! The journal as a log: who waits for a place, the leaves, the heads of complete subtrees, what was signed.

use diesel::{allow_tables_to_appear_in_same_query, table};

use super::{journal_entry, journal_erasure, journal_subject};

table! {
    log_queue (recorded_at, entry_id) {
        recorded_at -> BigInt,
        entry_id -> Text,
    }
}

table! {
    log_leaf (position) {
        position -> BigInt,
        entry_id -> Text,
        listed -> Integer,
        leaf -> Binary,
    }
}

table! {
    log_tile (level, position) {
        level -> Integer,
        position -> BigInt,
        hash -> Binary,
    }
}

table! {
    log_checkpoint (size) {
        size -> BigInt,
        number -> BigInt,
        root -> Binary,
        note -> Text,
        at -> BigInt,
    }
}

allow_tables_to_appear_in_same_query!(log_queue, log_leaf, journal_entry, journal_subject);
allow_tables_to_appear_in_same_query!(journal_erasure, log_leaf);
