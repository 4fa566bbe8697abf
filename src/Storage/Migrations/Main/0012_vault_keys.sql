-- The keys of a person's vault: one record, sealed under the vault key. That the owner keeps the organisation's root in it
-- is noted beside it, because the server then gives it to a browser of theirs that nobody has certified yet.
CREATE TABLE vault_keys (
    organisation_id TEXT NOT NULL,
    owner_id        TEXT NOT NULL,
    number          BIGINT NOT NULL,
    body            {bytes} NOT NULL,
    holds_root      BIGINT NOT NULL DEFAULT 0,
    stored_at       BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, owner_id)
);
