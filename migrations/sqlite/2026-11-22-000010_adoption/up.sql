-- A protocol on the table: its text, who put it there, and what became of it. The text never changes once it is there: those who
-- sign sign its digest.
CREATE TABLE protocol_proposal (
    id TEXT NOT NULL PRIMARY KEY,
    scope TEXT NOT NULL,
    reference TEXT NOT NULL,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    proposed_at BIGINT NOT NULL,
    proposed_by TEXT REFERENCES agent (id),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'signed', 'adopted', 'set_aside')),
    takes_effect_on TEXT NOT NULL,
    settled_at BIGINT,
    settled_by TEXT REFERENCES agent (id),
    adopted_as BIGINT
);
CREATE UNIQUE INDEX protocol_proposal_order ON protocol_proposal (adopted_as);

-- Who signed which digest, and for which side of the adoption. Append-only.
CREATE TABLE protocol_signature (
    proposal_id TEXT NOT NULL REFERENCES protocol_proposal (id),
    agent_id TEXT NOT NULL REFERENCES agent (id),
    institution_id TEXT NOT NULL REFERENCES institution (id),
    side TEXT NOT NULL,
    signed_at BIGINT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (proposal_id, agent_id)
);
CREATE UNIQUE INDEX protocol_signature_side ON protocol_signature (proposal_id, side);
CREATE UNIQUE INDEX protocol_signature_institution ON protocol_signature (proposal_id, institution_id);

-- One row: how many protocols were adopted. Every process looks at it to learn that the agreement changed.
CREATE TABLE protocol_register (
    id TEXT NOT NULL PRIMARY KEY CHECK (id = 'agreement'),
    changes BIGINT NOT NULL
);
INSERT INTO protocol_register (id, changes) VALUES ('agreement', 0);

CREATE TRIGGER protocol_signature_no_update BEFORE UPDATE ON protocol_signature BEGIN SELECT RAISE(ABORT, 'signatures are append-only'); END;
CREATE TRIGGER protocol_signature_no_delete BEFORE DELETE ON protocol_signature BEGIN SELECT RAISE(ABORT, 'signatures are append-only'); END;
CREATE TRIGGER protocol_signature_no_replace BEFORE INSERT ON protocol_signature WHEN EXISTS (SELECT 1 FROM protocol_signature WHERE proposal_id = NEW.proposal_id AND (agent_id = NEW.agent_id OR side = NEW.side OR institution_id = NEW.institution_id)) BEGIN SELECT RAISE(ABORT, 'signatures are append-only'); END;
-- Two people adopt: the database says so too.
CREATE TRIGGER protocol_adopted_by_two BEFORE UPDATE ON protocol_proposal WHEN NEW.state = 'adopted' AND (SELECT count(*) FROM protocol_signature WHERE proposal_id = NEW.id AND digest = NEW.digest) < 2 BEGIN SELECT RAISE(ABORT, 'two people adopt a protocol'); END;
CREATE TRIGGER protocol_begins_proposed BEFORE INSERT ON protocol_proposal WHEN NEW.state <> 'proposed' OR NEW.adopted_as IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a protocol begins as a proposal'); END;
CREATE TRIGGER protocol_proposal_no_rewrite BEFORE UPDATE OF id, scope, reference, title, content, digest, proposed_at, proposed_by ON protocol_proposal BEGIN SELECT RAISE(ABORT, 'a proposal is not rewritten'); END;
CREATE TRIGGER protocol_proposal_settled BEFORE UPDATE ON protocol_proposal WHEN OLD.state IN ('adopted', 'set_aside') BEGIN SELECT RAISE(ABORT, 'a proposal is settled once'); END;
CREATE TRIGGER protocol_proposal_no_delete BEFORE DELETE ON protocol_proposal BEGIN SELECT RAISE(ABORT, 'a proposal stays'); END;
CREATE TRIGGER protocol_proposal_no_replace BEFORE INSERT ON protocol_proposal WHEN EXISTS (SELECT 1 FROM protocol_proposal WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'a proposal stays'); END;
