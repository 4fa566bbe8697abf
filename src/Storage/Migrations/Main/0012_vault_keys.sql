-- The keys of a person's vault: one record, sealed under the vault key.
CREATE TABLE vault_keys (
    organisation_id TEXT NOT NULL,
    owner_id        TEXT NOT NULL,
    number          BIGINT NOT NULL,
    body            {bytes} NOT NULL,
    stored_at       BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, owner_id)
);

-- The organisation's root in the owner's vault, apart from the other keys because it is given out by other rules. A root
-- that was taken out leaves its row without a body: the numbers go on, so that a restored backup does not look current.
CREATE TABLE vault_roots (
    organisation_id TEXT NOT NULL,
    owner_id        TEXT NOT NULL,
    number          BIGINT NOT NULL,
    body            {bytes},
    stored_at       BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, owner_id)
);
