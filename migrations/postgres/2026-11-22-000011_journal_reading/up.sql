-- Reading the journal: by person (asked for, or listed), and one's own accesses.
CREATE INDEX journal_entry_by_subject ON journal_entry (subject_id, recorded_at);
CREATE INDEX journal_entry_by_actor ON journal_entry (actor_issuer, actor_subject, recorded_at);
CREATE INDEX journal_subject_by_person ON journal_subject (subject_id);
