DROP TABLE log_checkpoint;
DROP TABLE log_tile;
DROP TABLE log_leaf;
DROP TRIGGER journal_entry_joins_the_log;
DROP TABLE log_queue;
