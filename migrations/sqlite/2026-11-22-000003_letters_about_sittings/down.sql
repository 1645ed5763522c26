-- Letters about anything but alerts have no place in the former table, and are lost.
CREATE TABLE outbox_before (
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
INSERT INTO outbox_before (key, message_id, institution_id, alert_id, kind, state, queued_at, due_at, attempts, lease_until,
        fence, failing_since, last_failure, settled_at)
    SELECT key, message_id, institution_id, about_id, kind, state, queued_at, due_at, attempts, lease_until,
        fence, failing_since, last_failure, settled_at FROM outbox WHERE kind IN ('alert', 'reminder', 'escalation');
DROP TABLE outbox;
ALTER TABLE outbox_before RENAME TO outbox;
CREATE UNIQUE INDEX outbox_by_message ON outbox (message_id);
CREATE INDEX outbox_by_due ON outbox (state, due_at);
CREATE INDEX outbox_by_alert ON outbox (alert_id);
