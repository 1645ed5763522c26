DROP TABLE log_checkpoint;
DROP TABLE log_tile;
DROP TABLE log_leaf;
DROP FUNCTION log_is_append_only();
DROP TRIGGER journal_entry_joins_the_log ON journal_entry;
DROP FUNCTION journal_entry_joins_the_log();
DROP TABLE log_queue;
