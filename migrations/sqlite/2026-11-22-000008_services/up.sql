-- Services and accounts as administrators keep them. A version refuses the second of two editors; what is closed stays, opens nothing,
-- and is never deleted.
ALTER TABLE institution ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE institution ADD COLUMN closed_at BIGINT;
ALTER TABLE agent ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE agent ADD COLUMN closed_at BIGINT;
CREATE INDEX agent_by_institution ON agent (institution_id);
-- What administrators changed: one row for each field. It only grows.
CREATE TABLE institution_change (
    id TEXT PRIMARY KEY NOT NULL,
    institution_id TEXT NOT NULL REFERENCES institution (id),
    changed_by TEXT NOT NULL REFERENCES agent (id),
    changed_at BIGINT NOT NULL,
    field TEXT NOT NULL,
    previous TEXT,
    replacement TEXT
);
CREATE INDEX institution_change_by_institution ON institution_change (institution_id, changed_at);
-- INSERT OR REPLACE would slip past the DELETE trigger, hence the third.
CREATE TRIGGER institution_change_no_update BEFORE UPDATE ON institution_change BEGIN SELECT RAISE(ABORT, 'what was changed is append-only'); END;
CREATE TRIGGER institution_change_no_delete BEFORE DELETE ON institution_change BEGIN SELECT RAISE(ABORT, 'what was changed is append-only'); END;
CREATE TRIGGER institution_change_no_replace BEFORE INSERT ON institution_change WHEN EXISTS (SELECT 1 FROM institution_change WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'what was changed is append-only'); END;
