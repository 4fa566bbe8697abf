-- How somebody signed in, when they last proved who they are, and where from: a /24 or /48, never a whole address.
-- session_id names a session in lists and logs; only the secret behind session_hash opens it.
ALTER TABLE sessions ADD COLUMN session_id TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN method TEXT NOT NULL DEFAULT 'Passkey';
ALTER TABLE sessions ADD COLUMN verified_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN place TEXT NOT NULL DEFAULT '';

-- Sessions of before have no name in lists. They end; their holders sign in again.
DELETE FROM device_tokens WHERE session_hash IS NOT NULL;
DELETE FROM sessions;
CREATE UNIQUE INDEX sessions_by_id ON sessions (session_id);

-- Tokens that were replaced. Whoever shows one after that has a copy, or is the one who was copied.
CREATE TABLE ended_tokens (
    token_hash      {bytes} NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    device_id       TEXT NOT NULL,
    session_id      TEXT,
    ended_at        BIGINT NOT NULL
);
CREATE INDEX ended_tokens_by_time ON ended_tokens (ended_at);

-- The maker and model that an authenticator tells of itself (AAGUID), to name it in lists.
ALTER TABLE passkeys ADD COLUMN aaguid TEXT NOT NULL DEFAULT '';

-- What happened to an account, for its holder. The audit log has the same events for the organisation.
CREATE TABLE security_events (
    event_id        TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    at              BIGINT NOT NULL,
    kind            TEXT NOT NULL,
    place           TEXT NOT NULL,
    method          TEXT,
    device_id       TEXT
);
CREATE INDEX security_events_by_user ON security_events (organisation_id, user_id, at);

-- Tokens and sockets hang on the session, not on its cookie: the cookie changes with every fresh verification, and the
-- one before counts for a moment longer, for requests that were on their way.
ALTER TABLE device_tokens ADD COLUMN session_id TEXT;
ALTER TABLE device_tokens DROP COLUMN session_hash;
ALTER TABLE sessions ADD COLUMN previous_hash {bytes};
ALTER TABLE sessions ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX sessions_by_previous_hash ON sessions (previous_hash);
