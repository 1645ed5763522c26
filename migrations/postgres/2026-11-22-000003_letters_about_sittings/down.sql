-- Letters about anything but alerts have no place in the former table, and are lost.
DELETE FROM outbox WHERE kind NOT IN ('alert', 'reminder', 'escalation');
ALTER TABLE outbox DROP COLUMN round;
ALTER INDEX outbox_by_about RENAME TO outbox_by_alert;
ALTER TABLE outbox RENAME COLUMN about_id TO alert_id;
ALTER TABLE outbox ADD CONSTRAINT outbox_alert_id_fkey FOREIGN KEY (alert_id) REFERENCES alert (id);
