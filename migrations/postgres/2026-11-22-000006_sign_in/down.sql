DROP TABLE signin_attempt;
DROP INDEX session_by_agent;
ALTER TABLE session DROP COLUMN id_token_hint;
ALTER TABLE session DROP COLUMN acr;
ALTER TABLE session DROP COLUMN signed_in_at;
