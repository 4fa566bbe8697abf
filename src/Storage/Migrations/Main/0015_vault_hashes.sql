-- SHA-256 of what a device sealed: by it another one notices a second state under the same number. NULL for parts from before.
ALTER TABLE vault_parts ADD COLUMN hash {bytes};
