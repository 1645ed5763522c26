DROP TRIGGER journal_subject_leaves_by_erasure ON journal_subject;
DROP TRIGGER journal_subject_append_only ON journal_subject;
CREATE TRIGGER journal_subject_append_only BEFORE UPDATE OR DELETE ON journal_subject FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
DROP TRIGGER journal_entry_leaves_by_erasure ON journal_entry;
DROP TRIGGER journal_entry_append_only ON journal_entry;
CREATE TRIGGER journal_entry_append_only BEFORE UPDATE OR DELETE ON journal_entry FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
DROP FUNCTION journal_subject_leaves_by_erasure();
DROP FUNCTION journal_entry_leaves_by_erasure();
DROP TABLE journal_erasure;
