-- Whether the organisation's people sign in by passkey and by nothing else. A root belongs to one organisation: what the
-- printed kit proves names it.
ALTER TABLE organisations ADD COLUMN passkeys_only BIGINT NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX organisations_by_root ON organisations (root_key);
