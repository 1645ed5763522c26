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
CREATE TRIGGER journal_erasure_append_only BEFORE UPDATE OR DELETE ON journal_erasure FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER journal_erasure_no_truncate BEFORE TRUNCATE ON journal_erasure FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();

CREATE FUNCTION journal_entry_leaves_by_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM journal_erasure WHERE entry_id = OLD.id AND listed = -1) THEN
        RAISE EXCEPTION 'the journal is append-only';
    END IF;
    RETURN OLD;
END
$$;
CREATE FUNCTION journal_subject_leaves_by_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM journal_erasure WHERE entry_id = OLD.entry_id AND listed = OLD.position) THEN
        RAISE EXCEPTION 'the journal is append-only';
    END IF;
    RETURN OLD;
END
$$;
DROP TRIGGER journal_entry_append_only ON journal_entry;
CREATE TRIGGER journal_entry_append_only BEFORE UPDATE ON journal_entry FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER journal_entry_leaves_by_erasure BEFORE DELETE ON journal_entry FOR EACH ROW EXECUTE FUNCTION journal_entry_leaves_by_erasure();
DROP TRIGGER journal_subject_append_only ON journal_subject;
CREATE TRIGGER journal_subject_append_only BEFORE UPDATE ON journal_subject FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER journal_subject_leaves_by_erasure BEFORE DELETE ON journal_subject FOR EACH ROW EXECUTE FUNCTION journal_subject_leaves_by_erasure();
