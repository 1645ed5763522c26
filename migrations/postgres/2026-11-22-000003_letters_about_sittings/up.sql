-- Letters about anything: what `about_id` names follows from `kind`, and a sitting's convocation has rounds.
ALTER TABLE outbox DROP CONSTRAINT outbox_alert_id_fkey;
ALTER TABLE outbox RENAME COLUMN alert_id TO about_id;
ALTER INDEX outbox_by_alert RENAME TO outbox_by_about;
ALTER TABLE outbox ADD COLUMN round INTEGER NOT NULL DEFAULT 0;
