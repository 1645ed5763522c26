-- Case conferences: commissions, their sittings, and what is said, decided and to be done about each person.
-- Whatever is about a person is sealed: it lies in a payload, whose fields the catalogue names.
CREATE TABLE commission (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    institution_id TEXT NOT NULL REFERENCES institution (id),
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL REFERENCES agent (id)
);
CREATE UNIQUE INDEX commission_once ON commission (institution_id, kind);

-- A seat belongs to a function of a service: whoever holds a clearance for it sits.
CREATE TABLE seat (
    id TEXT PRIMARY KEY NOT NULL,
    commission_id TEXT NOT NULL REFERENCES commission (id),
    institution_id TEXT NOT NULL REFERENCES institution (id),
    function TEXT NOT NULL,
    voice TEXT NOT NULL,
    role TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT
);
CREATE INDEX seat_by_commission ON seat (commission_id);
CREATE INDEX seat_by_institution ON seat (institution_id);

CREATE TABLE sitting (
    id TEXT PRIMARY KEY NOT NULL,
    commission_id TEXT NOT NULL REFERENCES commission (id),
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    place TEXT NOT NULL,
    open_after_seal INTEGER NOT NULL,
    open_unsealed INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL REFERENCES agent (id),
    convoked_at BIGINT,
    opened_at BIGINT,
    chair_id TEXT REFERENCES agent (id),
    circulated_at BIGINT,
    remarks_until BIGINT,
    sealed_at BIGINT,
    sealed_by TEXT REFERENCES agent (id),
    seal BYTEA,
    cancelled_at BIGINT,
    cancel_reason TEXT
);
CREATE INDEX sitting_by_commission ON sitting (commission_id, starts_at);
CREATE INDEX sitting_by_state ON sitting (state, starts_at);

CREATE TABLE agenda_item (
    id TEXT PRIMARY KEY NOT NULL,
    sitting_id TEXT NOT NULL REFERENCES sitting (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    position INTEGER NOT NULL,
    version INTEGER NOT NULL,
    payload TEXT NOT NULL,
    because TEXT NOT NULL,
    reason TEXT NOT NULL,
    added_by TEXT REFERENCES agent (id),
    added_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    leaf BYTEA,
    salt BYTEA
);
CREATE INDEX agenda_item_by_sitting ON agenda_item (sitting_id, position);
CREATE INDEX agenda_item_by_person ON agenda_item (person_id);

-- Who is invited to an item: a service, or somebody of it by name ('' where the service as such).
CREATE TABLE invitation (
    item_id TEXT NOT NULL REFERENCES agenda_item (id),
    institution_id TEXT NOT NULL REFERENCES institution (id),
    agent_id TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    voice TEXT NOT NULL,
    basis TEXT NOT NULL,
    consent_on TEXT,
    invited_at BIGINT NOT NULL,
    invited_by TEXT REFERENCES agent (id),
    withdrawn_at BIGINT,
    reminded_at BIGINT,
    PRIMARY KEY (item_id, institution_id, agent_id)
);
CREATE INDEX invitation_by_person ON invitation (person_id);
CREATE INDEX invitation_by_institution ON invitation (institution_id);

-- What an institution that has a category in full lays on the table of one item.
CREATE TABLE tabling (
    item_id TEXT NOT NULL REFERENCES agenda_item (id),
    category TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    institution_id TEXT NOT NULL REFERENCES institution (id),
    agent_id TEXT NOT NULL REFERENCES agent (id),
    tabled_at BIGINT NOT NULL,
    PRIMARY KEY (item_id, category)
);
CREATE INDEX tabling_by_person ON tabling (person_id);

CREATE TABLE contribution (
    id TEXT PRIMARY KEY NOT NULL,
    item_id TEXT NOT NULL REFERENCES agenda_item (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    institution_id TEXT NOT NULL REFERENCES institution (id),
    agent_id TEXT NOT NULL REFERENCES agent (id),
    version INTEGER NOT NULL,
    cap TEXT NOT NULL CHECK (cap IN ('none', 'existence', 'summary', 'full')),
    audience TEXT NOT NULL,
    payload TEXT NOT NULL,
    written_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX contribution_once ON contribution (item_id, institution_id);
CREATE INDEX contribution_by_person ON contribution (person_id);

CREATE TABLE attendance (
    sitting_id TEXT NOT NULL REFERENCES sitting (id),
    institution_id TEXT NOT NULL REFERENCES institution (id),
    agent_id TEXT NOT NULL,
    presence TEXT NOT NULL,
    detail TEXT NOT NULL,
    noted_by TEXT NOT NULL REFERENCES agent (id),
    noted_at BIGINT NOT NULL,
    PRIMARY KEY (sitting_id, institution_id, agent_id)
);

CREATE TABLE opinion (
    item_id TEXT NOT NULL REFERENCES agenda_item (id),
    institution_id TEXT NOT NULL REFERENCES institution (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    agent_id TEXT NOT NULL REFERENCES agent (id),
    version INTEGER NOT NULL,
    payload TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    PRIMARY KEY (item_id, institution_id)
);
CREATE INDEX opinion_by_person ON opinion (person_id);

CREATE TABLE synthesis (
    item_id TEXT PRIMARY KEY NOT NULL REFERENCES agenda_item (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    agent_id TEXT NOT NULL REFERENCES agent (id),
    version INTEGER NOT NULL,
    payload TEXT NOT NULL,
    saved_at BIGINT NOT NULL
);
CREATE INDEX synthesis_by_person ON synthesis (person_id);

CREATE TABLE decision (
    item_id TEXT PRIMARY KEY NOT NULL REFERENCES agenda_item (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    agent_id TEXT NOT NULL REFERENCES agent (id),
    institution_id TEXT NOT NULL REFERENCES institution (id),
    competence TEXT NOT NULL,
    version INTEGER NOT NULL,
    payload TEXT NOT NULL,
    decided_at BIGINT NOT NULL
);
CREATE INDEX decision_by_person ON decision (person_id);

CREATE TABLE action (
    id TEXT PRIMARY KEY NOT NULL,
    item_id TEXT NOT NULL REFERENCES agenda_item (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    institution_id TEXT NOT NULL REFERENCES institution (id),
    agent_id TEXT NOT NULL,
    due_on TEXT NOT NULL,
    state TEXT NOT NULL,
    payload TEXT NOT NULL,
    given_by TEXT NOT NULL REFERENCES agent (id),
    given_at BIGINT NOT NULL,
    answer TEXT,
    answered_by TEXT REFERENCES agent (id),
    answered_at BIGINT,
    reminded_at BIGINT
);
CREATE INDEX action_by_item ON action (item_id);
CREATE INDEX action_by_person ON action (person_id);
CREATE INDEX action_by_institution ON action (institution_id, state, due_on);

CREATE TABLE remark (
    id TEXT PRIMARY KEY NOT NULL,
    item_id TEXT NOT NULL REFERENCES agenda_item (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    institution_id TEXT NOT NULL REFERENCES institution (id),
    agent_id TEXT NOT NULL REFERENCES agent (id),
    payload TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX remark_by_item ON remark (item_id);
CREATE INDEX remark_by_person ON remark (person_id);

-- Said after the seal: dated, signed, hashed, never changed.
CREATE TABLE addendum (
    id TEXT PRIMARY KEY NOT NULL,
    item_id TEXT NOT NULL REFERENCES agenda_item (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    institution_id TEXT NOT NULL REFERENCES institution (id),
    agent_id TEXT NOT NULL REFERENCES agent (id),
    payload TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    salt BYTEA NOT NULL,
    leaf BYTEA NOT NULL
);
CREATE INDEX addendum_by_item ON addendum (item_id);
CREATE INDEX addendum_by_person ON addendum (person_id);

-- When somebody's situation is to be looked at again, derived from facts.
CREATE TABLE review (
    person_id TEXT NOT NULL REFERENCES person (id),
    commission_id TEXT NOT NULL REFERENCES commission (id),
    due_on TEXT NOT NULL,
    because TEXT NOT NULL,
    PRIMARY KEY (person_id, commission_id)
);
CREATE INDEX review_by_due ON review (commission_id, due_on);

-- A tie may be somebody's alone, whom an invitation names ('' where the service's as such).
ALTER TABLE tie RENAME TO former_tie;
ALTER TABLE former_tie RENAME CONSTRAINT tie_pkey TO former_tie_pkey;
DROP INDEX tie_by_institution;
CREATE TABLE tie (
    institution_id TEXT NOT NULL REFERENCES institution (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    scope TEXT NOT NULL,
    record_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT,
    cause TEXT NOT NULL,
    PRIMARY KEY (person_id, institution_id, kind, scope, record_id, agent_id)
);
INSERT INTO tie (institution_id, person_id, kind, scope, record_id, agent_id, from_on, to_on, cause)
    SELECT institution_id, person_id, kind, scope, record_id, '', from_on, to_on, cause FROM former_tie;
DROP TABLE former_tie;
CREATE INDEX tie_by_institution ON tie (institution_id, kind, scope, person_id);
CREATE INDEX tie_by_record ON tie (record_id);
