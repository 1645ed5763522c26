//! What administrators changed of services: professional data, one row for each field, never changed again.

use super::agent;
use diesel::{allow_tables_to_appear_in_same_query, table};

table! {
    institution_change (id) {
        id -> Text,
        institution_id -> Text,
        changed_by -> Text,
        changed_at -> BigInt,
        field -> Text,
        previous -> Nullable<Text>,
        replacement -> Nullable<Text>,
    }
}

allow_tables_to_appear_in_same_query!(institution_change, agent);
