-- Customers have vaults as well: whose one is, is a user or a customer.
ALTER TABLE vaults RENAME COLUMN user_id TO owner_id;
ALTER TABLE vault_ways RENAME COLUMN user_id TO owner_id;
ALTER TABLE vault_parts RENAME COLUMN user_id TO owner_id;

-- SHA-256 of what lets a new device of the same customer in. Staff sign in, so their ways have none.
ALTER TABLE vault_ways ADD COLUMN access_hash {bytes};
CREATE INDEX vault_ways_by_way ON vault_ways (organisation_id, way_id);

-- What a customer's further devices ask by.
CREATE INDEX conversations_by_customer ON conversations (organisation_id, customer_id);
