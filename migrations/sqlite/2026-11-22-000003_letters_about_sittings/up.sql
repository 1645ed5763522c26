-- Letters about anything: what `about_id` names follows from `kind`, and a sitting's convocation has rounds. The table is
-- made anew, since SQLite can't take a foreign key off a column; what is queued stays queued.
CREATE TABLE outbox_anew (
    key TEXT PRIMARY KEY NOT NULL,
    message_id TEXT NOT NULL,
    institution_id TEXT NOT NULL REFERENCES institution (id),
    about_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    queued_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    lease_until BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    failing_since BIGINT,
    last_failure TEXT,
    settled_at BIGINT,
    round INTEGER NOT NULL DEFAULT 0
);
INSERT INTO outbox_anew (key, message_id, institution_id, about_id, kind, state, queued_at, due_at, attempts, lease_until,
        fence, failing_since, last_failure, settled_at)
    SELECT key, message_id, institution_id, alert_id, kind, state, queued_at, due_at, attempts, lease_until,
        fence, failing_since, last_failure, settled_at FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_anew RENAME TO outbox;
CREATE UNIQUE INDEX outbox_by_message ON outbox (message_id);
CREATE INDEX outbox_by_due ON outbox (state, due_at);
CREATE INDEX outbox_by_about ON outbox (about_id);
