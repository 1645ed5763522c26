-- Entries whose time is over leave by one way only: their names are written here first, by an act that is itself an entry of the
-- journal. `listed` is the place of a person listed in the entry, or -1 for the entry itself; `act_id` is the entry of the act.
CREATE TABLE journal_erasure (
    entry_id TEXT NOT NULL,
    listed INTEGER NOT NULL,
    rule TEXT NOT NULL,
    erased_at BIGINT NOT NULL,
    act_id TEXT NOT NULL REFERENCES journal_entry (id),
    PRIMARY KEY (entry_id, listed)
);
CREATE INDEX journal_erasure_by_act ON journal_erasure (act_id);
CREATE TRIGGER journal_erasure_no_update BEFORE UPDATE ON journal_erasure BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_erasure_no_delete BEFORE DELETE ON journal_erasure BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_erasure_no_replace BEFORE INSERT ON journal_erasure WHEN EXISTS (SELECT 1 FROM journal_erasure WHERE entry_id = NEW.entry_id AND listed = NEW.listed) BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

DROP TRIGGER journal_entry_no_delete;
CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry
WHEN NOT EXISTS (SELECT 1 FROM journal_erasure WHERE entry_id = OLD.id AND listed = -1)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
DROP TRIGGER journal_subject_no_delete;
CREATE TRIGGER journal_subject_no_delete BEFORE DELETE ON journal_subject
WHEN NOT EXISTS (SELECT 1 FROM journal_erasure WHERE entry_id = OLD.entry_id AND listed = OLD.position)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
