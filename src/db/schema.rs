//! The tables. A personal column's type names its field; what is plain here is either structure (who holds, who
//! follows) or professional (agents, services).

#![expect(missing_docs, reason = "the `table!` macro gives its modules no docs")]

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

joinable!(clearance -> agent (agent_id));
joinable!(agent -> institution (institution_id));
joinable!(custody -> person (person_id));
joinable!(situation -> person (person_id));
joinable!(tie -> person (person_id));
joinable!(sitting -> commission (commission_id));
joinable!(agenda_item -> sitting (sitting_id));
joinable!(invitation -> agenda_item (item_id));
joinable!(tabling -> agenda_item (item_id));
joinable!(journal_subject -> journal_entry (entry_id));

allow_tables_to_appear_in_same_query!(
    institution,
    territory,
    agent,
    clearance,
    session,
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
);
allow_tables_to_appear_in_same_query!(journal_entry, journal_subject);
