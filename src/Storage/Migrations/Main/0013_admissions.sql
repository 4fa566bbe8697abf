-- A new browser of somebody who is or was in the conversation waits for a member to let it in.
CREATE TABLE admissions (
    conversation_id TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    device_id       TEXT NOT NULL,
    reference       {bytes} NOT NULL,
    key_package     {bytes} NOT NULL,
    asked_at        BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, device_id)
);
CREATE INDEX admissions_by_age ON admissions (asked_at);
