-- Signing in through an OpenID provider. What is kept of a session's beginning: when the provider saw the person authenticate (none
-- where it doesn't say), at which level, and its own token, sealed under the session's cookie, for signing out there.
ALTER TABLE session ADD COLUMN signed_in_at BIGINT;
ALTER TABLE session ADD COLUMN acr TEXT;
ALTER TABLE session ADD COLUMN id_token_hint TEXT;
CREATE INDEX session_by_agent ON session (agent_id);
-- Somebody on his way to a provider and back: ten minutes, once. State, nonce and cookie are hashed; the verifier opens nothing
-- without the code that only the provider gives.
CREATE TABLE signin_attempt (
    state_hash TEXT PRIMARY KEY NOT NULL,
    cookie_hash TEXT NOT NULL,
    nonce_hash TEXT NOT NULL,
    verifier TEXT NOT NULL,
    issuer TEXT NOT NULL,
    return_to TEXT NOT NULL,
    session_id TEXT REFERENCES session (id),
    began_at BIGINT NOT NULL
);
CREATE INDEX signin_attempt_by_time ON signin_attempt (began_at);
