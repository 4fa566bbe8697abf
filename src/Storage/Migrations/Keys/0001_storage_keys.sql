-- One key per conversation. It lives apart from what it wraps, so that destroying it reaches every backup of the rest.
CREATE TABLE storage_keys (
    conversation_id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    key             {bytes} NOT NULL,
    created_at      BIGINT NOT NULL
);
