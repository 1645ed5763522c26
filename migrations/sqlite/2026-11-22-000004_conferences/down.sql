DELETE FROM tie WHERE kind = 'item';
DROP INDEX tie_by_record;
CREATE TABLE former_tie AS SELECT institution_id, person_id, kind, scope, record_id, from_on, to_on, cause FROM tie;
DROP TABLE tie;
CREATE TABLE tie (
    institution_id TEXT NOT NULL REFERENCES institution (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    scope TEXT NOT NULL,
    record_id TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT,
    cause TEXT NOT NULL,
    PRIMARY KEY (person_id, institution_id, kind, scope, record_id)
);
INSERT INTO tie SELECT * FROM former_tie;
DROP TABLE former_tie;
CREATE INDEX tie_by_institution ON tie (institution_id, kind, scope, person_id);
DROP TABLE review;
DROP TABLE addendum;
DROP TABLE remark;
DROP TABLE action;
DROP TABLE decision;
DROP TABLE synthesis;
DROP TABLE opinion;
DROP TABLE attendance;
DROP TABLE contribution;
DROP TABLE tabling;
DROP TABLE invitation;
DROP TABLE agenda_item;
DROP TABLE sitting;
DROP TABLE seat;
DROP TABLE commission;
