//! The tables of case conferences. Whatever is about a person lies in a sealed payload, whose fields the catalogue names.

use diesel::{joinable, table};

table! {
    commission (id) {
        id -> Text,
        kind -> Text,
        institution_id -> Text,
        created_at -> BigInt,
        created_by -> Text,
    }
}

table! {
    seat (id) {
        id -> Text,
        commission_id -> Text,
        institution_id -> Text,
        function -> Text,
        voice -> Text,
        role -> Text,
        from_on -> Text,
        to_on -> Nullable<Text>,
    }
}

table! {
    sitting (id) {
        id -> Text,
        commission_id -> Text,
        version -> Integer,
        state -> Text,
        starts_at -> BigInt,
        place -> Text,
        open_after_seal -> Integer,
        open_unsealed -> Integer,
        created_at -> BigInt,
        created_by -> Text,
        convoked_at -> Nullable<BigInt>,
        opened_at -> Nullable<BigInt>,
        chair_id -> Nullable<Text>,
        circulated_at -> Nullable<BigInt>,
        remarks_until -> Nullable<BigInt>,
        sealed_at -> Nullable<BigInt>,
        sealed_by -> Nullable<Text>,
        seal -> Nullable<Binary>,
        cancelled_at -> Nullable<BigInt>,
        cancel_reason -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::personal::PersonalPayload;

    agenda_item (id) {
        id -> Text,
        sitting_id -> Text,
        person_id -> Text,
        position -> Integer,
        version -> Integer,
        payload -> PersonalPayload,
        because -> Text,
        reason -> Text,
        added_by -> Nullable<Text>,
        added_at -> BigInt,
        withdrawn_at -> Nullable<BigInt>,
        leaf -> Nullable<Binary>,
        salt -> Nullable<Binary>,
    }
}

table! {
    invitation (item_id, institution_id, agent_id) {
        item_id -> Text,
        institution_id -> Text,
        agent_id -> Text,
        person_id -> Text,
        voice -> Text,
        basis -> Text,
        consent_on -> Nullable<Text>,
        invited_at -> BigInt,
        invited_by -> Nullable<Text>,
        withdrawn_at -> Nullable<BigInt>,
        reminded_at -> Nullable<BigInt>,
    }
}

table! {
    tabling (item_id, category) {
        item_id -> Text,
        category -> Text,
        person_id -> Text,
        institution_id -> Text,
        agent_id -> Text,
        tabled_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::personal::PersonalPayload;

    contribution (id) {
        id -> Text,
        item_id -> Text,
        person_id -> Text,
        institution_id -> Text,
        agent_id -> Text,
        version -> Integer,
        cap -> Text,
        audience -> Text,
        payload -> PersonalPayload,
        written_at -> BigInt,
    }
}

table! {
    attendance (sitting_id, institution_id, agent_id) {
        sitting_id -> Text,
        institution_id -> Text,
        agent_id -> Text,
        presence -> Text,
        detail -> Text,
        noted_by -> Text,
        noted_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::personal::PersonalPayload;

    opinion (item_id, institution_id) {
        item_id -> Text,
        institution_id -> Text,
        person_id -> Text,
        agent_id -> Text,
        version -> Integer,
        payload -> PersonalPayload,
        given_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::personal::PersonalPayload;

    synthesis (item_id) {
        item_id -> Text,
        person_id -> Text,
        agent_id -> Text,
        version -> Integer,
        payload -> PersonalPayload,
        saved_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::personal::PersonalPayload;

    decision (item_id) {
        item_id -> Text,
        person_id -> Text,
        agent_id -> Text,
        institution_id -> Text,
        competence -> Text,
        version -> Integer,
        payload -> PersonalPayload,
        decided_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::personal::PersonalPayload;

    action (id) {
        id -> Text,
        item_id -> Text,
        person_id -> Text,
        institution_id -> Text,
        agent_id -> Text,
        due_on -> Text,
        state -> Text,
        payload -> PersonalPayload,
        given_by -> Text,
        given_at -> BigInt,
        answer -> Nullable<PersonalPayload>,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<BigInt>,
        reminded_at -> Nullable<BigInt>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::personal::PersonalPayload;

    remark (id) {
        id -> Text,
        item_id -> Text,
        person_id -> Text,
        institution_id -> Text,
        agent_id -> Text,
        payload -> PersonalPayload,
        made_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::personal::PersonalPayload;

    addendum (id) {
        id -> Text,
        item_id -> Text,
        person_id -> Text,
        institution_id -> Text,
        agent_id -> Text,
        payload -> PersonalPayload,
        added_at -> BigInt,
        salt -> Binary,
        leaf -> Binary,
    }
}

table! {
    review (person_id, commission_id) {
        person_id -> Text,
        commission_id -> Text,
        due_on -> Text,
        because -> Text,
    }
}

joinable!(sitting -> commission (commission_id));
joinable!(agenda_item -> sitting (sitting_id));
joinable!(invitation -> agenda_item (item_id));
joinable!(tabling -> agenda_item (item_id));
