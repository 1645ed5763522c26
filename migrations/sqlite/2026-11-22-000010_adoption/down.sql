DROP TABLE protocol_register;
DROP TABLE protocol_signature;
DROP TABLE protocol_proposal;
