-- Accounts that the printed kit lets in again. ready_at is null until a second administrator approves; at most one
-- recovery of a person is under way at a time.
CREATE TABLE recoveries (
    recovery_id     TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    requested_at    BIGINT NOT NULL,
    place           TEXT NOT NULL,
    ready_at        BIGINT,
    approved_by     TEXT,
    ended_at        BIGINT
);
CREATE INDEX recoveries_by_user ON recoveries (organisation_id, user_id);
