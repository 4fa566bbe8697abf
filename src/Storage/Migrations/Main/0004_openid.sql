-- Who somebody is at the company's OpenID Connect provider: issuer and subject, and nothing else of them.
CREATE TABLE openid_identities (
    identity_id     TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    issuer          TEXT NOT NULL,
    subject         TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    last_used_at    BIGINT
);
CREATE UNIQUE INDEX openid_identities_by_subject ON openid_identities (issuer, subject, organisation_id);
CREATE UNIQUE INDEX openid_identities_by_user ON openid_identities (organisation_id, user_id, issuer);

-- A browser that is at the provider. The row is taken once, by the browser that began, within ten minutes. session_id is
-- the session that the browser had: a link goes to its holder, a sign-in ends it.
CREATE TABLE openid_ceremonies (
    state_hash              {bytes} NOT NULL PRIMARY KEY,
    organisation_id         TEXT NOT NULL,
    browser_hash            {bytes} NOT NULL,
    nonce                   TEXT NOT NULL,
    verifier                TEXT NOT NULL,
    link_to                 TEXT,
    session_id              TEXT,
    session_organisation_id TEXT,
    expires_at              BIGINT NOT NULL
);

-- Which sessions the provider can end, by its own name of the session (sid) or by the person.
CREATE TABLE openid_sessions (
    session_id      TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    issuer          TEXT NOT NULL,
    subject         TEXT NOT NULL,
    sid             TEXT,
    created_at      BIGINT NOT NULL
);
CREATE INDEX openid_sessions_by_subject ON openid_sessions (organisation_id, issuer, subject);
CREATE INDEX openid_sessions_by_sid ON openid_sessions (organisation_id, issuer, sid);

-- Logout tokens that were obeyed, for as long as one of them would still be accepted.
CREATE TABLE openid_logouts (
    organisation_id TEXT NOT NULL,
    issuer          TEXT NOT NULL,
    jti             TEXT NOT NULL,
    at              BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, issuer, jti)
);
