DROP TRIGGER institution_change_no_truncate ON institution_change;
DROP TRIGGER institution_change_append_only ON institution_change;
DROP FUNCTION institution_changes_are_append_only;
DROP TABLE institution_change;
DROP INDEX agent_by_institution;
ALTER TABLE agent DROP COLUMN closed_at;
ALTER TABLE agent DROP COLUMN version;
ALTER TABLE institution DROP COLUMN closed_at;
ALTER TABLE institution DROP COLUMN version;
