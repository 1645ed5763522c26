-- What is sealed stays as it is, by the database's own rules: the sitting, its items, all that was written for them, and
-- addenda. What lives on (an action's answer, reminders) may change. Keeping and erasing will need a way of its own.
-- A sitting.
CREATE TRIGGER sitting_sealed_no_update BEFORE UPDATE ON sitting WHEN OLD.seal IS NOT NULL BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER sitting_sealed_no_delete BEFORE DELETE ON sitting WHEN OLD.seal IS NOT NULL BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER sitting_sealed_no_replace BEFORE INSERT ON sitting WHEN EXISTS (SELECT 1 FROM sitting WHERE id = NEW.id AND seal IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
-- Its items; none comes in afterwards.
CREATE TRIGGER agenda_item_sealed_no_update BEFORE UPDATE ON agenda_item WHEN OLD.leaf IS NOT NULL OR EXISTS (SELECT 1 FROM sitting WHERE id IN (OLD.sitting_id, NEW.sitting_id) AND seal IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER agenda_item_sealed_no_delete BEFORE DELETE ON agenda_item WHEN OLD.leaf IS NOT NULL BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER agenda_item_sealed_no_insert BEFORE INSERT ON agenda_item WHEN EXISTS (SELECT 1 FROM sitting WHERE id = NEW.sitting_id AND seal IS NOT NULL) OR EXISTS (SELECT 1 FROM agenda_item WHERE id = NEW.id AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
-- Who was there.
CREATE TRIGGER attendance_sealed_no_update BEFORE UPDATE ON attendance WHEN EXISTS (SELECT 1 FROM sitting WHERE id IN (OLD.sitting_id, NEW.sitting_id) AND seal IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER attendance_sealed_no_delete BEFORE DELETE ON attendance WHEN EXISTS (SELECT 1 FROM sitting WHERE id = OLD.sitting_id AND seal IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER attendance_sealed_no_insert BEFORE INSERT ON attendance WHEN EXISTS (SELECT 1 FROM sitting WHERE id = NEW.sitting_id AND seal IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
-- What was written for an item.
CREATE TRIGGER invitation_sealed_no_update BEFORE UPDATE OF item_id, institution_id, agent_id, person_id, voice, basis, consent_on, invited_at, invited_by, withdrawn_at ON invitation WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id IN (OLD.item_id, NEW.item_id) AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER invitation_sealed_no_delete BEFORE DELETE ON invitation WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id = OLD.item_id AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER invitation_sealed_no_insert BEFORE INSERT ON invitation WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id = NEW.item_id AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER tabling_sealed_no_update BEFORE UPDATE ON tabling WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id IN (OLD.item_id, NEW.item_id) AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER tabling_sealed_no_delete BEFORE DELETE ON tabling WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id = OLD.item_id AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER tabling_sealed_no_insert BEFORE INSERT ON tabling WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id = NEW.item_id AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER contribution_sealed_no_update BEFORE UPDATE ON contribution WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id IN (OLD.item_id, NEW.item_id) AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER contribution_sealed_no_delete BEFORE DELETE ON contribution WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id = OLD.item_id AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER contribution_sealed_no_insert BEFORE INSERT ON contribution WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id = NEW.item_id AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER opinion_sealed_no_update BEFORE UPDATE ON opinion WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id IN (OLD.item_id, NEW.item_id) AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER opinion_sealed_no_delete BEFORE DELETE ON opinion WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id = OLD.item_id AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER opinion_sealed_no_insert BEFORE INSERT ON opinion WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id = NEW.item_id AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER synthesis_sealed_no_update BEFORE UPDATE ON synthesis WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id IN (OLD.item_id, NEW.item_id) AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER synthesis_sealed_no_delete BEFORE DELETE ON synthesis WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id = OLD.item_id AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER synthesis_sealed_no_insert BEFORE INSERT ON synthesis WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id = NEW.item_id AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER decision_sealed_no_update BEFORE UPDATE ON decision WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id IN (OLD.item_id, NEW.item_id) AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER decision_sealed_no_delete BEFORE DELETE ON decision WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id = OLD.item_id AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER decision_sealed_no_insert BEFORE INSERT ON decision WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id = NEW.item_id AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER action_sealed_no_update BEFORE UPDATE OF id, item_id, person_id, institution_id, agent_id, due_on, payload, given_by, given_at ON action WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id IN (OLD.item_id, NEW.item_id) AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER action_sealed_no_delete BEFORE DELETE ON action WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id = OLD.item_id AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER action_sealed_no_insert BEFORE INSERT ON action WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id = NEW.item_id AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER remark_sealed_no_update BEFORE UPDATE ON remark WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id IN (OLD.item_id, NEW.item_id) AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER remark_sealed_no_delete BEFORE DELETE ON remark WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id = OLD.item_id AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER remark_sealed_no_insert BEFORE INSERT ON remark WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id = NEW.item_id AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
-- The record of the sealed minutes in the person's file has the identifier of its item.
CREATE TRIGGER record_sealed_no_update BEFORE UPDATE ON record WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id = OLD.id AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER record_sealed_no_delete BEFORE DELETE ON record WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id = OLD.id AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
CREATE TRIGGER record_sealed_no_replace BEFORE INSERT ON record WHEN EXISTS (SELECT 1 FROM agenda_item WHERE id = NEW.id AND leaf IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'the minutes are sealed'); END;
-- What is said afterwards. INSERT OR REPLACE would slip past the DELETE trigger, hence the third.
CREATE TRIGGER addendum_no_update BEFORE UPDATE ON addendum BEGIN SELECT RAISE(ABORT, 'addenda are append-only'); END;
CREATE TRIGGER addendum_no_delete BEFORE DELETE ON addendum BEGIN SELECT RAISE(ABORT, 'addenda are append-only'); END;
CREATE TRIGGER addendum_no_replace BEFORE INSERT ON addendum WHEN EXISTS (SELECT 1 FROM addendum WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'addenda are append-only'); END;
