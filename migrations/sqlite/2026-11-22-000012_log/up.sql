-- The journal as a log: every entry, and every person listed in one, has a place in one tree (RFC 6962), whose head is signed.
-- Who waits for a place. Written with the entry, so that nobody has to look for it in the journal, however old it says it is.
CREATE TABLE log_queue (
    recorded_at BIGINT NOT NULL,
    entry_id TEXT NOT NULL,
    PRIMARY KEY (recorded_at, entry_id)
) WITHOUT ROWID;
INSERT INTO log_queue (recorded_at, entry_id) SELECT recorded_at, id FROM journal_entry;
CREATE TRIGGER journal_entry_joins_the_log AFTER INSERT ON journal_entry BEGIN INSERT INTO log_queue (recorded_at, entry_id) VALUES (NEW.recorded_at, NEW.id); END;

-- `listed` is the place of a person listed in the entry, or -1 for the entry itself. A row outlives its entry: erasing leaves the tree as it is.
CREATE TABLE log_leaf (
    position BIGINT NOT NULL,
    entry_id TEXT NOT NULL,
    listed INTEGER NOT NULL,
    leaf BLOB NOT NULL,
    PRIMARY KEY (position)
) WITHOUT ROWID;
CREATE UNIQUE INDEX log_leaf_by_entry ON log_leaf (entry_id, listed);

-- The head of each complete subtree of 256^level leaves, so that no proof reads the whole log.
CREATE TABLE log_tile (
    level INTEGER NOT NULL,
    position BIGINT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, position)
) WITHOUT ROWID;

-- What was signed. Number and moment stand in the note too.
CREATE TABLE log_checkpoint (
    size BIGINT NOT NULL,
    number BIGINT NOT NULL,
    root BLOB NOT NULL,
    note TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (size)
) WITHOUT ROWID;
CREATE UNIQUE INDEX log_checkpoint_by_number ON log_checkpoint (number);

CREATE TRIGGER log_leaf_no_update BEFORE UPDATE ON log_leaf BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_leaf_no_delete BEFORE DELETE ON log_leaf BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_leaf_no_replace BEFORE INSERT ON log_leaf WHEN EXISTS (SELECT 1 FROM log_leaf WHERE position = NEW.position) OR EXISTS (SELECT 1 FROM log_leaf WHERE entry_id = NEW.entry_id AND listed = NEW.listed) BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_tile_no_update BEFORE UPDATE ON log_tile BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_tile_no_delete BEFORE DELETE ON log_tile BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_tile_no_replace BEFORE INSERT ON log_tile WHEN EXISTS (SELECT 1 FROM log_tile WHERE level = NEW.level AND position = NEW.position) BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_checkpoint_no_update BEFORE UPDATE ON log_checkpoint BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_checkpoint_no_delete BEFORE DELETE ON log_checkpoint BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_checkpoint_no_replace BEFORE INSERT ON log_checkpoint WHEN EXISTS (SELECT 1 FROM log_checkpoint WHERE size = NEW.size OR number = NEW.number) BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
