DROP TRIGGER institution_change_no_replace;
DROP TRIGGER institution_change_no_delete;
DROP TRIGGER institution_change_no_update;
DROP TABLE institution_change;
DROP INDEX agent_by_institution;
ALTER TABLE agent DROP COLUMN closed_at;
ALTER TABLE agent DROP COLUMN version;
ALTER TABLE institution DROP COLUMN closed_at;
ALTER TABLE institution DROP COLUMN version;
