-- The foundation: services and their people, the persons followed, ties, and the journal. No rows exist yet.
-- Dates are ISO 8601 texts, moments microseconds since the epoch: both engines then compare and sort alike.

CREATE TABLE institution (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    departement TEXT,
    inter_region TEXT,
    superior_id TEXT REFERENCES institution (id),
    attached_to TEXT REFERENCES institution (id),
    commune TEXT,
    time_zone TEXT NOT NULL,
    phone TEXT
);
CREATE TABLE territory (
    institution_id TEXT NOT NULL REFERENCES institution (id),
    commune TEXT NOT NULL,
    PRIMARY KEY (institution_id, commune)
);
CREATE TABLE agent (
    id TEXT PRIMARY KEY NOT NULL,
    institution_id TEXT NOT NULL REFERENCES institution (id),
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    family_name TEXT NOT NULL,
    given_names TEXT NOT NULL,
    quality TEXT NOT NULL,
    phone TEXT,
    UNIQUE (issuer, subject)
);
CREATE TABLE clearance (
    id TEXT PRIMARY KEY NOT NULL,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    institution_id TEXT NOT NULL REFERENCES institution (id),
    functions TEXT NOT NULL,
    basis TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'suspended', 'withdrawn', 'expired')),
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    granted_by TEXT REFERENCES agent (id),
    countersigned_by TEXT REFERENCES agent (id),
    CHECK (granted_by <> countersigned_by)
);
CREATE INDEX clearance_by_agent ON clearance (agent_id);
CREATE TABLE session (
    id TEXT PRIMARY KEY NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    issuer TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE TABLE person (
    id TEXT PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    sort_key TEXT NOT NULL,
    family_name TEXT NOT NULL,
    usage_name TEXT,
    given_names TEXT NOT NULL,
    aliases TEXT,
    sex TEXT NOT NULL,
    birth_date TEXT NOT NULL,
    birth_place TEXT,
    nationality TEXT,
    declared_address TEXT,
    declared_commune TEXT,
    address_before TEXT,
    assigned_residence TEXT,
    phone TEXT
);
CREATE INDEX person_by_sort_key ON person (sort_key, id);
CREATE TABLE search_key (
    person_id TEXT NOT NULL REFERENCES person (id),
    field TEXT NOT NULL,
    likeness TEXT NOT NULL CHECK (likeness IN ('exact', 'sound')),
    token TEXT NOT NULL,
    PRIMARY KEY (token, person_id, field, likeness)
);
CREATE INDEX search_key_by_person ON search_key (person_id);
CREATE TABLE custody (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    prison_id TEXT NOT NULL REFERENCES institution (id),
    version INTEGER NOT NULL,
    ecrou TEXT NOT NULL,
    admitted_on TEXT NOT NULL,
    release_date TEXT,
    released_at TEXT
);
CREATE INDEX custody_by_person ON custody (person_id);
CREATE TABLE penal_decision (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    version INTEGER NOT NULL,
    nature TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    decision_summary TEXT,
    quantum TEXT,
    starts_on TEXT,
    ends_on TEXT,
    remission_days TEXT,
    security_until TEXT
);
CREATE INDEX penal_decision_by_person ON penal_decision (person_id);
CREATE TABLE record (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    category TEXT NOT NULL,
    owner_id TEXT NOT NULL REFERENCES institution (id),
    author_id TEXT NOT NULL REFERENCES agent (id),
    recorded_at BIGINT NOT NULL,
    cap TEXT NOT NULL CHECK (cap IN ('none', 'existence', 'summary', 'full')),
    audience TEXT NOT NULL,
    version INTEGER NOT NULL,
    payload TEXT NOT NULL
);
CREATE INDEX record_by_person ON record (person_id, recorded_at);
CREATE TABLE communication (
    record_id TEXT NOT NULL REFERENCES record (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    institution_id TEXT NOT NULL REFERENCES institution (id),
    sent_by TEXT NOT NULL REFERENCES agent (id),
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (record_id, institution_id)
);
CREATE INDEX communication_by_person ON communication (person_id);
CREATE TABLE correction (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    row_id TEXT NOT NULL,
    field TEXT NOT NULL,
    previous TEXT,
    replacement TEXT,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    institution_id TEXT NOT NULL REFERENCES institution (id),
    corrected_at BIGINT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX correction_by_person ON correction (person_id, corrected_at);
CREATE TABLE follow_up (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    institution_id TEXT NOT NULL REFERENCES institution (id),
    kind TEXT NOT NULL CHECK (kind IN ('followed', 'prosecuted')),
    from_on TEXT NOT NULL,
    to_on TEXT,
    cause TEXT NOT NULL
);
CREATE INDEX follow_up_by_person ON follow_up (person_id);
CREATE TABLE situation (
    person_id TEXT PRIMARY KEY NOT NULL REFERENCES person (id),
    phase TEXT NOT NULL,
    because TEXT NOT NULL,
    since TEXT NOT NULL,
    next_change_on TEXT,
    predicates INTEGER NOT NULL,
    genesis_closed BOOLEAN NOT NULL
);
CREATE INDEX situation_by_change ON situation (next_change_on);
CREATE TABLE tie (
    institution_id TEXT NOT NULL REFERENCES institution (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    scope TEXT NOT NULL,
    record_id TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT,
    cause TEXT NOT NULL,
    PRIMARY KEY (person_id, institution_id, kind, scope, record_id)
);
CREATE INDEX tie_by_institution ON tie (institution_id, kind, scope, person_id);
CREATE TABLE declared_purpose (
    session_id TEXT NOT NULL REFERENCES session (id),
    person_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    reason TEXT NOT NULL,
    on_behalf_of TEXT,
    declared_at BIGINT NOT NULL,
    PRIMARY KEY (session_id, person_id)
);
CREATE TABLE journal_entry (
    id TEXT PRIMARY KEY NOT NULL,
    recorded_at BIGINT NOT NULL,
    operation TEXT NOT NULL,
    outcome TEXT NOT NULL,
    actor_issuer TEXT NOT NULL,
    actor_subject TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    actor_quality TEXT NOT NULL,
    institution_id TEXT NOT NULL,
    on_behalf_of TEXT,
    subject_id TEXT,
    record_id TEXT,
    shown TEXT NOT NULL,
    protocol TEXT NOT NULL,
    purpose TEXT,
    reason TEXT,
    legal_ground TEXT,
    recipients TEXT,
    file_regime TEXT NOT NULL,
    salt BLOB NOT NULL,
    leaf BLOB NOT NULL
);
CREATE INDEX journal_entry_by_time ON journal_entry (recorded_at);
CREATE TABLE journal_subject (
    entry_id TEXT NOT NULL REFERENCES journal_entry (id),
    position INTEGER NOT NULL,
    subject_id TEXT NOT NULL,
    salt BLOB NOT NULL,
    leaf BLOB NOT NULL,
    PRIMARY KEY (entry_id, position)
);

-- The journal is append-only by the database's own rules. INSERT OR REPLACE would slip past the DELETE trigger, hence the third.
CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_entry_no_replace BEFORE INSERT ON journal_entry WHEN EXISTS (SELECT 1 FROM journal_entry WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_subject_no_update BEFORE UPDATE ON journal_subject BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_subject_no_delete BEFORE DELETE ON journal_subject BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_subject_no_replace BEFORE INSERT ON journal_subject WHEN EXISTS (SELECT 1 FROM journal_subject WHERE entry_id = NEW.entry_id AND position = NEW.position) BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
