-- The keys of a company's own backend as the root signed them: one statement, in which a newer one takes the place of the
-- older. number never goes back.
CREATE TABLE company_keys (
    organisation_id TEXT NOT NULL PRIMARY KEY,
    number          BIGINT NOT NULL,
    statement       TEXT NOT NULL,
    created_at      BIGINT NOT NULL
);

-- Identifiers of company tokens that began a conversation, kept for as long as the token could be shown again.
CREATE TABLE company_tokens (
    organisation_id TEXT NOT NULL,
    identifier      TEXT NOT NULL,
    expires_at      BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, identifier)
);
CREATE INDEX company_tokens_by_age ON company_tokens (expires_at);
