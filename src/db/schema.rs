//! The tables. A personal column's type names its field; what is plain here is either structure (who holds, who
//! follows) or professional (agents, services).

#![expect(missing_docs, reason = "the `table!` macro gives its modules no docs")]

mod adoption;
mod clearances;
mod conference;
mod log;
mod services;

pub use adoption::*;
pub use clearances::*;
pub use conference::*;
pub use log::*;
pub use services::*;

use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

table! {
    institution (id) {
        id -> Text,
        kind -> Text,
        name -> Text,
        short_name -> Text,
        departement -> Nullable<Text>,
        inter_region -> Nullable<Text>,
        superior_id -> Nullable<Text>,
        attached_to -> Nullable<Text>,
        commune -> Nullable<Text>,
        time_zone -> Text,
        phone -> Nullable<Text>,
        slug -> Text,
        mailbox -> Nullable<Text>,
        channel -> Text,
        version -> Integer,
        closed_at -> Nullable<BigInt>,
    }
}

table! {
    territory (institution_id, commune) {
        institution_id -> Text,
        commune -> Text,
    }
}

table! {
    agent (id) {
        id -> Text,
        institution_id -> Text,
        issuer -> Text,
        subject -> Text,
        family_name -> Text,
        given_names -> Text,
        quality -> Text,
        phone -> Nullable<Text>,
        version -> Integer,
        closed_at -> Nullable<BigInt>,
    }
}

table! {
    clearance (id) {
        id -> Text,
        agent_id -> Text,
        institution_id -> Text,
        functions -> Text,
        basis -> Text,
        state -> Text,
        starts_on -> Text,
        ends_on -> Text,
        granted_by -> Nullable<Text>,
        countersigned_by -> Nullable<Text>,
    }
}

table! {
    session (id) {
        id -> Text,
        token_hash -> Text,
        agent_id -> Text,
        issuer -> Text,
        created_at -> BigInt,
        seen_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
        signed_in_at -> Nullable<BigInt>,
        acr -> Nullable<Text>,
        id_token_hint -> Nullable<Text>,
    }
}

table! {
    signin_attempt (state_hash) {
        state_hash -> Text,
        cookie_hash -> Text,
        nonce_hash -> Text,
        verifier -> Text,
        issuer -> Text,
        return_to -> Text,
        session_id -> Nullable<Text>,
        began_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::personal::{Personal, Unreadable};
    use crate::domain::catalogue::tag;

    person (id) {
        id -> Text,
        version -> Integer,
        sort_key -> Unreadable,
        family_name -> Personal<tag::FamilyName>,
        usage_name -> Nullable<Personal<tag::UsageName>>,
        given_names -> Personal<tag::GivenNames>,
        aliases -> Nullable<Personal<tag::Aliases>>,
        sex -> Personal<tag::Sex>,
        birth_date -> Personal<tag::BirthDate>,
        birth_place -> Nullable<Personal<tag::BirthPlace>>,
        nationality -> Nullable<Personal<tag::Nationality>>,
        declared_address -> Nullable<Personal<tag::DeclaredAddress>>,
        declared_commune -> Nullable<Personal<tag::DeclaredCommune>>,
        address_before -> Nullable<Personal<tag::AddressBefore>>,
        assigned_residence -> Nullable<Personal<tag::AssignedResidence>>,
        phone -> Nullable<Personal<tag::Phone>>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::personal::Unreadable;

    search_key (token, person_id, field, likeness) {
        person_id -> Text,
        field -> Text,
        likeness -> Text,
        token -> Unreadable,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::personal::Personal;
    use crate::domain::catalogue::tag;

    custody (id) {
        id -> Text,
        person_id -> Text,
        prison_id -> Text,
        version -> Integer,
        ecrou -> Personal<tag::Ecrou>,
        admitted_on -> Personal<tag::AdmittedOn>,
        release_date -> Nullable<Personal<tag::ReleaseDate>>,
        released_at -> Nullable<Personal<tag::ReleasedAt>>,
        release_hour -> Nullable<Personal<tag::ReleaseHour>>,
        transferred -> Bool,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::personal::Personal;
    use crate::domain::catalogue::tag;

    penal_decision (id) {
        id -> Text,
        person_id -> Text,
        version -> Integer,
        nature -> Personal<tag::Nature>,
        decided_on -> Personal<tag::DecidedOn>,
        decision_summary -> Nullable<Personal<tag::DecisionSummary>>,
        quantum -> Nullable<Personal<tag::Quantum>>,
        starts_on -> Nullable<Personal<tag::StartsOn>>,
        ends_on -> Nullable<Personal<tag::EndsOn>>,
        remission_days -> Nullable<Personal<tag::RemissionDays>>,
        security_until -> Nullable<Personal<tag::SecurityUntil>>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::personal::PersonalPayload;

    record (id) {
        id -> Text,
        person_id -> Text,
        category -> Text,
        owner_id -> Text,
        author_id -> Text,
        recorded_at -> BigInt,
        cap -> Text,
        audience -> Text,
        version -> Integer,
        payload -> PersonalPayload,
    }
}

table! {
    communication (record_id, institution_id) {
        record_id -> Text,
        person_id -> Text,
        institution_id -> Text,
        sent_by -> Text,
        sent_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::personal::PersonalPayload;

    correction (id) {
        id -> Text,
        person_id -> Text,
        row_id -> Text,
        field -> Text,
        previous -> Nullable<PersonalPayload>,
        replacement -> Nullable<PersonalPayload>,
        agent_id -> Text,
        institution_id -> Text,
        corrected_at -> BigInt,
        reason -> Text,
    }
}

table! {
    follow_up (id) {
        id -> Text,
        person_id -> Text,
        institution_id -> Text,
        kind -> Text,
        from_on -> Text,
        to_on -> Nullable<Text>,
        cause -> Text,
    }
}

table! {
    situation (person_id) {
        person_id -> Text,
        phase -> Text,
        because -> Text,
        since -> Text,
        next_change_on -> Nullable<Text>,
        predicates -> Integer,
        genesis_closed -> Bool,
    }
}

table! {
    tie (person_id, institution_id, kind, scope, record_id, agent_id) {
        institution_id -> Text,
        person_id -> Text,
        kind -> Text,
        scope -> Text,
        record_id -> Text,
        agent_id -> Text,
        from_on -> Text,
        to_on -> Nullable<Text>,
        cause -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::personal::Personal;
    use crate::domain::catalogue::tag;

    release_step (custody_id, position) {
        custody_id -> Text,
        position -> Integer,
        person_id -> Text,
        release_date -> Nullable<Personal<tag::ReleaseDate>>,
        release_hour -> Nullable<Personal<tag::ReleaseHour>>,
        noted_at -> BigInt,
        origin -> Text,
        agent_id -> Nullable<Text>,
        reason -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::personal::Personal;
    use crate::domain::catalogue::tag;

    alert (id) {
        id -> Text,
        person_id -> Text,
        custody_id -> Text,
        prison_id -> Text,
        occurrence -> Text,
        position -> Integer,
        release_date -> Nullable<Personal<tag::ReleaseDate>>,
        release_hour -> Nullable<Personal<tag::ReleaseHour>>,
        institution_id -> Text,
        rule -> Text,
        due_at -> BigInt,
        created_at -> BigInt,
        fate -> Text,
        replaces_id -> Nullable<Text>,
        replaced_at -> Nullable<BigInt>,
        read_at -> Nullable<BigInt>,
        acknowledge_by -> Nullable<BigInt>,
        acknowledged_at -> Nullable<BigInt>,
        acknowledged_by -> Nullable<Text>,
        reminded_at -> Nullable<BigInt>,
        escalated_at -> Nullable<BigInt>,
    }
}

table! {
    alert_gap (custody_id, rule) {
        custody_id -> Text,
        rule -> Text,
        person_id -> Text,
        prison_id -> Text,
        cause -> Text,
        raised_at -> BigInt,
        closed_at -> Nullable<BigInt>,
    }
}

table! {
    outbox (key) {
        key -> Text,
        message_id -> Text,
        institution_id -> Text,
        about_id -> Text,
        kind -> Text,
        state -> Text,
        queued_at -> BigInt,
        due_at -> BigInt,
        attempts -> Integer,
        lease_until -> BigInt,
        fence -> BigInt,
        failing_since -> Nullable<BigInt>,
        last_failure -> Nullable<Text>,
        settled_at -> Nullable<BigInt>,
        round -> Integer,
    }
}

table! {
    declared_purpose (session_id, person_id) {
        session_id -> Text,
        person_id -> Text,
        purpose -> Text,
        reason -> Text,
        on_behalf_of -> Nullable<Text>,
        declared_at -> BigInt,
    }
}

table! {
    journal_entry (id) {
        id -> Text,
        recorded_at -> BigInt,
        operation -> Text,
        outcome -> Text,
        actor_issuer -> Text,
        actor_subject -> Text,
        actor_name -> Text,
        actor_quality -> Text,
        institution_id -> Text,
        on_behalf_of -> Nullable<Text>,
        subject_id -> Nullable<Text>,
        record_id -> Nullable<Text>,
        shown -> Text,
        protocol -> Text,
        purpose -> Nullable<Text>,
        reason -> Nullable<Text>,
        legal_ground -> Nullable<Text>,
        recipients -> Nullable<Text>,
        file_regime -> Text,
        salt -> Binary,
        leaf -> Binary,
    }
}

table! {
    journal_subject (entry_id, position) {
        entry_id -> Text,
        position -> Integer,
        subject_id -> Text,
        salt -> Binary,
        leaf -> Binary,
    }
}

table! {
    journal_erasure (entry_id, listed) {
        entry_id -> Text,
        listed -> Integer,
        rule -> Text,
        erased_at -> BigInt,
        act_id -> Text,
    }
}

joinable!(clearance -> agent (agent_id));
joinable!(agent -> institution (institution_id));
joinable!(custody -> person (person_id));
joinable!(situation -> person (person_id));
joinable!(tie -> person (person_id));
joinable!(journal_subject -> journal_entry (entry_id));

allow_tables_to_appear_in_same_query!(
    institution,
    territory,
    agent,
    clearance,
    clearance_act,
    delegation,
    review_campaign,
    review_line,
    session,
    signin_attempt,
    journal_erasure,
    person,
    search_key,
    custody,
    penal_decision,
    record,
    communication,
    correction,
    follow_up,
    situation,
    tie,
    declared_purpose,
    release_step,
    alert,
    alert_gap,
    outbox,
    commission,
    seat,
    sitting,
    agenda_item,
    invitation,
    tabling,
    contribution,
    attendance,
    opinion,
    synthesis,
    decision,
    action,
    remark,
    addendum,
    review,
    protocol_proposal,
    protocol_signature,
    protocol_register,
);
