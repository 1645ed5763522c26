//! The tables of clearances besides the clearance itself: what was done with each, delegations of signature, reviews.

use diesel::table;

table! {
    clearance_act (id) {
        id -> Text,
        clearance_id -> Text,
        act -> Text,
        agent_id -> Text,
        on_behalf_of -> Nullable<Text>,
        acted_at -> BigInt,
        reason -> Text,
    }
}

table! {
    delegation (id) {
        id -> Text,
        institution_id -> Text,
        delegator_id -> Text,
        delegate_id -> Text,
        starts_on -> Text,
        ends_on -> Text,
        given_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        ended_by -> Nullable<Text>,
    }
}

table! {
    review_campaign (id) {
        id -> Text,
        institution_id -> Text,
        opened_by -> Text,
        on_behalf_of -> Nullable<Text>,
        opened_at -> BigInt,
        due_on -> Text,
    }
}

table! {
    review_line (campaign_id, clearance_id) {
        campaign_id -> Text,
        clearance_id -> Text,
        answer -> Nullable<Text>,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<BigInt>,
    }
}
