DROP TRIGGER journal_subject_no_delete;
CREATE TRIGGER journal_subject_no_delete BEFORE DELETE ON journal_subject BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
DROP TRIGGER journal_entry_no_delete;
CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
DROP TABLE journal_erasure;
