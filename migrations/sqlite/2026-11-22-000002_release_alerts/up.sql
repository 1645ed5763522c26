-- Release alerts. As in the first migration: identifiers and codes as text, days as ISO 8601, moments as microseconds.
ALTER TABLE institution ADD COLUMN slug TEXT NOT NULL DEFAULT '';
ALTER TABLE institution ADD COLUMN mailbox TEXT;
ALTER TABLE institution ADD COLUMN channel TEXT NOT NULL DEFAULT 'reference';
CREATE UNIQUE INDEX institution_by_slug ON institution (slug) WHERE slug <> '';

ALTER TABLE custody ADD COLUMN release_hour TEXT;
ALTER TABLE custody ADD COLUMN transferred BOOLEAN NOT NULL DEFAULT FALSE;

-- Every release date that a stay has had, with who set it and why: alerts follow from this list alone.
CREATE TABLE release_step (
    custody_id TEXT NOT NULL REFERENCES custody (id),
    position INTEGER NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    release_date TEXT,
    release_hour TEXT,
    noted_at BIGINT NOT NULL,
    origin TEXT NOT NULL,
    agent_id TEXT REFERENCES agent (id),
    reason TEXT NOT NULL,
    PRIMARY KEY (custody_id, position)
);
CREATE INDEX release_step_by_person ON release_step (person_id);

-- One recipient of one occurrence. The unique key is what makes "once" true.
CREATE TABLE alert (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    custody_id TEXT NOT NULL REFERENCES custody (id),
    prison_id TEXT NOT NULL REFERENCES institution (id),
    occurrence TEXT NOT NULL,
    position INTEGER NOT NULL,
    release_date TEXT,
    release_hour TEXT,
    institution_id TEXT NOT NULL REFERENCES institution (id),
    rule TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    fate TEXT NOT NULL,
    replaces_id TEXT REFERENCES alert (id),
    replaced_at BIGINT,
    read_at BIGINT,
    acknowledge_by BIGINT,
    acknowledged_at BIGINT,
    acknowledged_by TEXT REFERENCES agent (id),
    reminded_at BIGINT,
    escalated_at BIGINT
);
CREATE UNIQUE INDEX alert_once ON alert (custody_id, position, occurrence, institution_id);
CREATE INDEX alert_by_person ON alert (person_id);
CREATE INDEX alert_by_institution ON alert (institution_id, created_at);
CREATE INDEX alert_by_deadline ON alert (acknowledge_by) WHERE acknowledged_at IS NULL;

-- A rule that found nobody to tell.
CREATE TABLE alert_gap (
    custody_id TEXT NOT NULL REFERENCES custody (id),
    rule TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    prison_id TEXT NOT NULL REFERENCES institution (id),
    cause TEXT NOT NULL,
    raised_at BIGINT NOT NULL,
    closed_at BIGINT,
    PRIMARY KEY (custody_id, rule)
);
CREATE INDEX alert_gap_by_prison ON alert_gap (prison_id);

-- Messages to be sent. The key is what each is about: a copy can't be queued twice.
CREATE TABLE outbox (
    key TEXT PRIMARY KEY NOT NULL,
    message_id TEXT NOT NULL,
    institution_id TEXT NOT NULL REFERENCES institution (id),
    alert_id TEXT NOT NULL REFERENCES alert (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    queued_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    lease_until BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    failing_since BIGINT,
    last_failure TEXT,
    settled_at BIGINT
);
CREATE UNIQUE INDEX outbox_by_message ON outbox (message_id);
CREATE INDEX outbox_by_due ON outbox (state, due_at);
CREATE INDEX outbox_by_alert ON outbox (alert_id);
