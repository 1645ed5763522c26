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

CREATE FUNCTION protocol_signatures_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'signatures are append-only';
END
$$;
-- The text stays, the end is reached once, and two people adopt: the database says so too.
CREATE FUNCTION protocol_proposal_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR TG_OP = 'TRUNCATE' THEN RAISE EXCEPTION 'a proposal stays'; END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'proposed' OR NEW.adopted_as IS NOT NULL THEN RAISE EXCEPTION 'a protocol begins as a proposal'; END IF;
        RETURN NEW;
    END IF;
    IF OLD.state IN ('adopted', 'set_aside') THEN RAISE EXCEPTION 'a proposal is settled once'; END IF;
    IF (NEW.id, NEW.scope, NEW.reference, NEW.title, NEW.content, NEW.digest, NEW.proposed_at)
        IS DISTINCT FROM (OLD.id, OLD.scope, OLD.reference, OLD.title, OLD.content, OLD.digest, OLD.proposed_at)
        OR NEW.proposed_by IS DISTINCT FROM OLD.proposed_by THEN RAISE EXCEPTION 'a proposal is not rewritten'; END IF;
    IF NEW.state = 'adopted' AND (SELECT count(*) FROM protocol_signature WHERE proposal_id = NEW.id AND digest = NEW.digest) < 2 THEN
        RAISE EXCEPTION 'two people adopt a protocol';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER protocol_signature_append_only BEFORE UPDATE OR DELETE ON protocol_signature FOR EACH ROW EXECUTE FUNCTION protocol_signatures_are_append_only();
CREATE TRIGGER protocol_signature_no_truncate BEFORE TRUNCATE ON protocol_signature FOR EACH STATEMENT EXECUTE FUNCTION protocol_signatures_are_append_only();
CREATE TRIGGER protocol_proposal_kept BEFORE INSERT OR UPDATE OR DELETE ON protocol_proposal FOR EACH ROW EXECUTE FUNCTION protocol_proposal_stays();
CREATE TRIGGER protocol_proposal_no_truncate BEFORE TRUNCATE ON protocol_proposal FOR EACH STATEMENT EXECUTE FUNCTION protocol_proposal_stays();
