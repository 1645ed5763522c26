-- The journal as a log: every entry, and every person listed in one, has a place in one tree (RFC 6962), whose head is signed.
-- Who waits for a place. Written with the entry, so that nobody has to look for it in the journal, however old it says it is.
CREATE TABLE log_queue (
    recorded_at BIGINT NOT NULL,
    entry_id TEXT NOT NULL,
    PRIMARY KEY (recorded_at, entry_id)
);
INSERT INTO log_queue (recorded_at, entry_id) SELECT recorded_at, id FROM journal_entry;
CREATE FUNCTION journal_entry_joins_the_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO log_queue (recorded_at, entry_id) SELECT recorded_at, id FROM added;
    RETURN NULL;
END
$$;
CREATE TRIGGER journal_entry_joins_the_log AFTER INSERT ON journal_entry REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION journal_entry_joins_the_log();

-- `listed` is the place of a person listed in the entry, or -1 for the entry itself. A row outlives its entry: erasing leaves the tree as it is.
CREATE TABLE log_leaf (
    position BIGINT NOT NULL,
    entry_id TEXT NOT NULL,
    listed INTEGER NOT NULL,
    leaf BYTEA NOT NULL,
    PRIMARY KEY (position)
);
CREATE UNIQUE INDEX log_leaf_by_entry ON log_leaf (entry_id, listed);

-- The head of each complete subtree of 256^level leaves, so that no proof reads the whole log.
CREATE TABLE log_tile (
    level INTEGER NOT NULL,
    position BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (level, position)
);

-- What was signed. Number and moment stand in the note too.
CREATE TABLE log_checkpoint (
    size BIGINT NOT NULL,
    number BIGINT NOT NULL,
    root BYTEA NOT NULL,
    note TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (size)
);
CREATE UNIQUE INDEX log_checkpoint_by_number ON log_checkpoint (number);

CREATE FUNCTION log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only';
END
$$;
CREATE TRIGGER log_leaf_append_only BEFORE UPDATE OR DELETE ON log_leaf FOR EACH ROW EXECUTE FUNCTION log_is_append_only();
CREATE TRIGGER log_leaf_no_truncate BEFORE TRUNCATE ON log_leaf FOR EACH STATEMENT EXECUTE FUNCTION log_is_append_only();
CREATE TRIGGER log_tile_append_only BEFORE UPDATE OR DELETE ON log_tile FOR EACH ROW EXECUTE FUNCTION log_is_append_only();
CREATE TRIGGER log_tile_no_truncate BEFORE TRUNCATE ON log_tile FOR EACH STATEMENT EXECUTE FUNCTION log_is_append_only();
CREATE TRIGGER log_checkpoint_append_only BEFORE UPDATE OR DELETE ON log_checkpoint FOR EACH ROW EXECUTE FUNCTION log_is_append_only();
CREATE TRIGGER log_checkpoint_no_truncate BEFORE TRUNCATE ON log_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION log_is_append_only();
