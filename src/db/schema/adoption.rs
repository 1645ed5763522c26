//! The tables of protocols on the table: what was proposed, who signed it, and how often the agreement changed.

use diesel::table;

table! {
    protocol_proposal (id) {
        id -> Text,
        scope -> Text,
        reference -> Text,
        title -> Text,
        content -> Text,
        digest -> Text,
        proposed_at -> BigInt,
        proposed_by -> Nullable<Text>,
        state -> Text,
        takes_effect_on -> Text,
        settled_at -> Nullable<BigInt>,
        settled_by -> Nullable<Text>,
        adopted_as -> Nullable<BigInt>,
    }
}

table! {
    protocol_signature (proposal_id, agent_id) {
        proposal_id -> Text,
        agent_id -> Text,
        institution_id -> Text,
        side -> Text,
        signed_at -> BigInt,
        digest -> Text,
    }
}

table! {
    protocol_register (id) {
        id -> Text,
        changes -> BigInt,
    }
}
