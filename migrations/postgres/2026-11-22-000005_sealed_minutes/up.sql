-- What is sealed stays as it is, by the database's own rules: the sitting, its items, all that was written for them, and
-- addenda. What lives on (an action's answer, reminders) may change. Keeping and erasing will need a way of its own.
CREATE FUNCTION sitting_is_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF OLD.seal IS NOT NULL THEN RAISE EXCEPTION 'the minutes are sealed'; END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END
$$;
CREATE FUNCTION item_is_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF OLD.leaf IS NOT NULL THEN RAISE EXCEPTION 'the minutes are sealed'; END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF EXISTS (SELECT 1 FROM sitting WHERE id = NEW.sitting_id AND seal IS NOT NULL) THEN RAISE EXCEPTION 'the minutes are sealed'; END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END
$$;
CREATE FUNCTION attendance_is_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF EXISTS (SELECT 1 FROM sitting WHERE id = OLD.sitting_id AND seal IS NOT NULL) THEN RAISE EXCEPTION 'the minutes are sealed'; END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF EXISTS (SELECT 1 FROM sitting WHERE id = NEW.sitting_id AND seal IS NOT NULL) THEN RAISE EXCEPTION 'the minutes are sealed'; END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END
$$;
CREATE FUNCTION paper_is_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF EXISTS (SELECT 1 FROM agenda_item WHERE id = OLD.item_id AND leaf IS NOT NULL) THEN RAISE EXCEPTION 'the minutes are sealed'; END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF EXISTS (SELECT 1 FROM agenda_item WHERE id = NEW.item_id AND leaf IS NOT NULL) THEN RAISE EXCEPTION 'the minutes are sealed'; END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END
$$;
CREATE FUNCTION record_is_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF EXISTS (SELECT 1 FROM agenda_item WHERE id = OLD.id AND leaf IS NOT NULL) THEN RAISE EXCEPTION 'the minutes are sealed'; END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END
$$;
CREATE FUNCTION addenda_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'addenda are append-only';
END
$$;
CREATE FUNCTION minutes_are_not_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the minutes are sealed';
END
$$;
CREATE TRIGGER sitting_sealed BEFORE UPDATE OR DELETE ON sitting FOR EACH ROW EXECUTE FUNCTION sitting_is_sealed();
CREATE TRIGGER agenda_item_sealed BEFORE INSERT OR UPDATE OR DELETE ON agenda_item FOR EACH ROW EXECUTE FUNCTION item_is_sealed();
CREATE TRIGGER attendance_sealed BEFORE INSERT OR UPDATE OR DELETE ON attendance FOR EACH ROW EXECUTE FUNCTION attendance_is_sealed();
CREATE TRIGGER invitation_sealed BEFORE INSERT OR UPDATE OF item_id, institution_id, agent_id, person_id, voice, basis, consent_on, invited_at, invited_by, withdrawn_at OR DELETE ON invitation FOR EACH ROW EXECUTE FUNCTION paper_is_sealed();
CREATE TRIGGER tabling_sealed BEFORE INSERT OR UPDATE OR DELETE ON tabling FOR EACH ROW EXECUTE FUNCTION paper_is_sealed();
CREATE TRIGGER contribution_sealed BEFORE INSERT OR UPDATE OR DELETE ON contribution FOR EACH ROW EXECUTE FUNCTION paper_is_sealed();
CREATE TRIGGER opinion_sealed BEFORE INSERT OR UPDATE OR DELETE ON opinion FOR EACH ROW EXECUTE FUNCTION paper_is_sealed();
CREATE TRIGGER synthesis_sealed BEFORE INSERT OR UPDATE OR DELETE ON synthesis FOR EACH ROW EXECUTE FUNCTION paper_is_sealed();
CREATE TRIGGER decision_sealed BEFORE INSERT OR UPDATE OR DELETE ON decision FOR EACH ROW EXECUTE FUNCTION paper_is_sealed();
CREATE TRIGGER action_sealed BEFORE INSERT OR UPDATE OF id, item_id, person_id, institution_id, agent_id, due_on, payload, given_by, given_at OR DELETE ON action FOR EACH ROW EXECUTE FUNCTION paper_is_sealed();
CREATE TRIGGER remark_sealed BEFORE INSERT OR UPDATE OR DELETE ON remark FOR EACH ROW EXECUTE FUNCTION paper_is_sealed();
CREATE TRIGGER record_sealed BEFORE UPDATE OR DELETE ON record FOR EACH ROW EXECUTE FUNCTION record_is_sealed();
CREATE TRIGGER addendum_append_only BEFORE UPDATE OR DELETE ON addendum FOR EACH ROW EXECUTE FUNCTION addenda_are_append_only();
CREATE TRIGGER sitting_no_truncate BEFORE TRUNCATE ON sitting FOR EACH STATEMENT EXECUTE FUNCTION minutes_are_not_emptied();
CREATE TRIGGER agenda_item_no_truncate BEFORE TRUNCATE ON agenda_item FOR EACH STATEMENT EXECUTE FUNCTION minutes_are_not_emptied();
CREATE TRIGGER attendance_no_truncate BEFORE TRUNCATE ON attendance FOR EACH STATEMENT EXECUTE FUNCTION minutes_are_not_emptied();
CREATE TRIGGER invitation_no_truncate BEFORE TRUNCATE ON invitation FOR EACH STATEMENT EXECUTE FUNCTION minutes_are_not_emptied();
CREATE TRIGGER tabling_no_truncate BEFORE TRUNCATE ON tabling FOR EACH STATEMENT EXECUTE FUNCTION minutes_are_not_emptied();
CREATE TRIGGER contribution_no_truncate BEFORE TRUNCATE ON contribution FOR EACH STATEMENT EXECUTE FUNCTION minutes_are_not_emptied();
CREATE TRIGGER opinion_no_truncate BEFORE TRUNCATE ON opinion FOR EACH STATEMENT EXECUTE FUNCTION minutes_are_not_emptied();
CREATE TRIGGER synthesis_no_truncate BEFORE TRUNCATE ON synthesis FOR EACH STATEMENT EXECUTE FUNCTION minutes_are_not_emptied();
CREATE TRIGGER decision_no_truncate BEFORE TRUNCATE ON decision FOR EACH STATEMENT EXECUTE FUNCTION minutes_are_not_emptied();
CREATE TRIGGER action_no_truncate BEFORE TRUNCATE ON action FOR EACH STATEMENT EXECUTE FUNCTION minutes_are_not_emptied();
CREATE TRIGGER remark_no_truncate BEFORE TRUNCATE ON remark FOR EACH STATEMENT EXECUTE FUNCTION minutes_are_not_emptied();
CREATE TRIGGER addendum_no_truncate BEFORE TRUNCATE ON addendum FOR EACH STATEMENT EXECUTE FUNCTION minutes_are_not_emptied();
