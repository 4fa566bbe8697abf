-- What a person keeps for their next device, sealed under a vault key that the server never sees.
CREATE TABLE vaults (
    organisation_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    vault_id        TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, user_id)
);

-- The vault key, wrapped once for each way in.
CREATE TABLE vault_ways (
    organisation_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    way_id          TEXT NOT NULL,
    wrapped         {bytes} NOT NULL,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, user_id, way_id)
);

-- The history of a conversation, in parts; sealed also under the conversation's storage key, so that deletion reaches it.
CREATE TABLE vault_parts (
    organisation_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    part            BIGINT NOT NULL,
    number          BIGINT NOT NULL,
    body            {bytes} NOT NULL,
    stored_at       BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, user_id, conversation_id, part)
);
CREATE INDEX vault_parts_by_conversation ON vault_parts (conversation_id);
