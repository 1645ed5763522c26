DROP TABLE protocol_register;
DROP TABLE protocol_signature;
DROP TABLE protocol_proposal;
DROP FUNCTION protocol_proposal_stays;
DROP FUNCTION protocol_signatures_are_append_only;
