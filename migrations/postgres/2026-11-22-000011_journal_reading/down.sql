DROP INDEX journal_subject_by_person;
DROP INDEX journal_entry_by_actor;
DROP INDEX journal_entry_by_subject;
