-- The life of clearances: every act stays. Delegations of signature, and reviews of all clearances of a service.
CREATE TABLE clearance_act (
    id TEXT PRIMARY KEY NOT NULL,
    clearance_id TEXT NOT NULL REFERENCES clearance (id),
    act TEXT NOT NULL,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    on_behalf_of TEXT REFERENCES agent (id),
    acted_at BIGINT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX clearance_act_by_clearance ON clearance_act (clearance_id, acted_at);
CREATE INDEX clearance_by_institution ON clearance (institution_id, state);
CREATE TABLE delegation (
    id TEXT PRIMARY KEY NOT NULL,
    institution_id TEXT NOT NULL REFERENCES institution (id),
    delegator_id TEXT NOT NULL REFERENCES agent (id),
    delegate_id TEXT NOT NULL REFERENCES agent (id),
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    ended_at BIGINT,
    ended_by TEXT REFERENCES agent (id),
    CHECK (delegator_id <> delegate_id)
);
CREATE INDEX delegation_by_delegate ON delegation (delegate_id);
CREATE INDEX delegation_by_delegator ON delegation (delegator_id);
CREATE TABLE review_campaign (
    id TEXT PRIMARY KEY NOT NULL,
    institution_id TEXT NOT NULL REFERENCES institution (id),
    opened_by TEXT NOT NULL REFERENCES agent (id),
    on_behalf_of TEXT REFERENCES agent (id),
    opened_at BIGINT NOT NULL,
    due_on TEXT NOT NULL
);
CREATE INDEX review_campaign_by_institution ON review_campaign (institution_id);
CREATE TABLE review_line (
    campaign_id TEXT NOT NULL REFERENCES review_campaign (id),
    clearance_id TEXT NOT NULL REFERENCES clearance (id),
    answer TEXT,
    answered_by TEXT REFERENCES agent (id),
    answered_at BIGINT,
    PRIMARY KEY (campaign_id, clearance_id)
);
CREATE FUNCTION acts_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'acts are append-only';
END
$$;
CREATE TRIGGER clearance_act_append_only BEFORE UPDATE OR DELETE ON clearance_act FOR EACH ROW EXECUTE FUNCTION acts_are_append_only();
CREATE TRIGGER clearance_act_no_truncate BEFORE TRUNCATE ON clearance_act FOR EACH STATEMENT EXECUTE FUNCTION acts_are_append_only();
-- What waits becomes worth something by a second signature of somebody else. Whom and what a clearance covers never changes, and it may
-- be cut short, never made longer.
CREATE FUNCTION clearance_takes_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'pending' AND NEW.state = 'active'
        AND (NEW.granted_by IS NULL OR NEW.countersigned_by IS NULL OR NEW.granted_by = NEW.countersigned_by OR NEW.agent_id IN (NEW.granted_by, NEW.countersigned_by)) THEN
        RAISE EXCEPTION 'a clearance takes two people';
    END IF;
    RETURN NEW;
END
$$;
CREATE FUNCTION clearance_stays_itself() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.agent_id <> OLD.agent_id OR NEW.institution_id <> OLD.institution_id OR NEW.functions <> OLD.functions
        OR NEW.granted_by IS DISTINCT FROM OLD.granted_by OR NEW.starts_on < OLD.starts_on OR NEW.ends_on > OLD.ends_on THEN
        RAISE EXCEPTION 'a clearance stays what was granted';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER clearance_takes_two BEFORE UPDATE ON clearance FOR EACH ROW EXECUTE FUNCTION clearance_takes_two();
CREATE TRIGGER clearance_stays_itself BEFORE UPDATE ON clearance FOR EACH ROW EXECUTE FUNCTION clearance_stays_itself();
