-- When the printed kit was last shown to be the organisation's, and by whom; one row for each organisation. Those before
-- are entries of the audit log.
CREATE TABLE kit_tests (
    organisation_id TEXT NOT NULL PRIMARY KEY,
    tested_at       BIGINT NOT NULL,
    tested_by       TEXT NOT NULL
);
