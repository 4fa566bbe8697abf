-- A password and an authenticator app, the way in beside passkeys. One name per server, because nobody is asked for an
-- organisation. totp_secret is wrapped under a key of the key store: this database alone gives no second factor.
CREATE TABLE passwords (
    user_id         TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    sign_in_name    TEXT NOT NULL,
    password_hash   TEXT NOT NULL,
    totp_secret     {bytes} NOT NULL,
    totp_last_step  BIGINT NOT NULL,
    changed_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX passwords_by_name ON passwords (sign_in_name);

-- A secret that was shown and waits for a code of the app that took it.
CREATE TABLE pending_passwords (
    user_id         TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    totp_secret     {bytes} NOT NULL,
    expires_at      BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
    code_hash       {bytes} NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    used_at         BIGINT
);
CREATE INDEX recovery_codes_by_user ON recovery_codes (organisation_id, user_id);

-- Wrong guesses. What was guessed at is a MAC under a key of the key store: a name that nobody has, which may be a
-- mistyped password, and a network cannot be read out of this. No organisation, because a guess may be at nobody.
CREATE TABLE sign_in_guesses (
    subject         {bytes} NOT NULL PRIMARY KEY,
    wrong           BIGINT NOT NULL,
    first_at        BIGINT NOT NULL,
    last_at         BIGINT NOT NULL,
    blocked_until   BIGINT NOT NULL
);
CREATE INDEX sign_in_guesses_by_time ON sign_in_guesses (last_at);
