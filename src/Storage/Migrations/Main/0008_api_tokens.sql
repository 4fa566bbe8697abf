-- What lets a person's program in, from one device. token_id names a token in lists and logs; only the secret behind
-- token_hash opens it, and only beside a proof of the device's key. scopes are names with spaces between.
CREATE TABLE api_tokens (
    token_hash      {bytes} NOT NULL PRIMARY KEY,
    token_id        TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    device_id       TEXT NOT NULL,
    name            TEXT NOT NULL,
    scopes          TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    last_used_at    BIGINT,
    place           TEXT,
    ended_at        BIGINT
);
CREATE UNIQUE INDEX api_tokens_by_id ON api_tokens (token_id);
CREATE INDEX api_tokens_by_user ON api_tokens (organisation_id, user_id);

-- An access token hangs on a session or on an API token, never on both.
ALTER TABLE device_tokens ADD COLUMN api_token_id TEXT;
ALTER TABLE ended_tokens ADD COLUMN api_token_id TEXT;
