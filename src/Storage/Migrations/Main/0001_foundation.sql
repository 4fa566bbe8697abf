-- Every table carries organisation_id: a query without it crosses a border. Times are Unix milliseconds.
-- It is null only where the organisation is not known yet (a sign-in that has not named its passkey).

CREATE TABLE organisations (
    organisation_id TEXT NOT NULL PRIMARY KEY,
    name            TEXT NOT NULL,
    root_key        {bytes} NOT NULL,
    created_at      BIGINT NOT NULL
);

CREATE TABLE setup_links (
    token_hash      {bytes} NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    used_at         BIGINT
);

CREATE TABLE staff (
    user_id         TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    name            TEXT NOT NULL,
    role            TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    disabled_at     BIGINT
);
CREATE INDEX staff_by_organisation ON staff (organisation_id);

CREATE TABLE passkeys (
    credential_id   {bytes} NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    name            TEXT NOT NULL,
    record          TEXT NOT NULL,
    sign_count      BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    last_used_at    BIGINT
);
CREATE INDEX passkeys_by_user ON passkeys (organisation_id, user_id);

CREATE TABLE passkey_challenges (
    challenge_id    TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT,
    purpose         TEXT NOT NULL,
    subject         TEXT,
    state           TEXT NOT NULL,
    expires_at      BIGINT NOT NULL
);

CREATE TABLE sessions (
    session_hash    {bytes} NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    device_id       TEXT,
    created_at      BIGINT NOT NULL,
    last_used_at    BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    ended_at        BIGINT
);
CREATE INDEX sessions_by_user ON sessions (organisation_id, user_id);

CREATE TABLE invitations (
    token_hash      {bytes} NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    invitation_id   TEXT NOT NULL,
    name            TEXT NOT NULL,
    role            TEXT NOT NULL,
    inboxes         TEXT NOT NULL,
    created_by      TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    used_at         BIGINT,
    used_by         TEXT
);
CREATE INDEX invitations_by_organisation ON invitations (organisation_id);

CREATE TABLE inboxes (
    inbox_id        TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    name            TEXT NOT NULL,
    greeting        TEXT NOT NULL,
    sites           TEXT NOT NULL,
    created_at      BIGINT NOT NULL
);
CREATE INDEX inboxes_by_organisation ON inboxes (organisation_id);

-- A browser or program with a key of its own: staff (owner_id usr_…) or customer (cus_…).
CREATE TABLE devices (
    device_id       TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    owner_id        TEXT NOT NULL,
    kind            TEXT NOT NULL,
    name            TEXT NOT NULL,
    public_key      {bytes} NOT NULL,
    thumbprint      TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    last_seen_at    BIGINT NOT NULL,
    removed_at      BIGINT
);
CREATE UNIQUE INDEX devices_by_thumbprint ON devices (thumbprint);
CREATE INDEX devices_by_owner ON devices (organisation_id, owner_id);

-- One token per device: a new one ends the one before.
CREATE TABLE device_tokens (
    device_id       TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    token_hash      {bytes} NOT NULL,
    session_hash    {bytes},
    expires_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX device_tokens_by_hash ON device_tokens (token_hash);

CREATE TABLE issuers (
    thumbprint      TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    certificate     TEXT NOT NULL,
    expires_at      BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, thumbprint)
);

-- The newest certificate of a device is the one in force; older ones stay for the record.
CREATE TABLE certificates (
    certificate_id  TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    device_id       TEXT NOT NULL,
    issuer          TEXT NOT NULL,
    certificate     TEXT NOT NULL,
    inboxes         TEXT NOT NULL,
    expires_at      BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    revoked_at      BIGINT,
    PRIMARY KEY (organisation_id, certificate_id)
);
CREATE INDEX certificates_by_device ON certificates (organisation_id, device_id, created_at);

CREATE TABLE revocation_lists (
    organisation_id TEXT NOT NULL,
    issuer          TEXT NOT NULL,
    number          BIGINT NOT NULL,
    list            TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, issuer)
);

CREATE TABLE key_packages (
    reference       {bytes} NOT NULL,
    organisation_id TEXT NOT NULL,
    device_id       TEXT NOT NULL,
    key_package     {bytes} NOT NULL,
    last_resort     BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    taken_at        BIGINT,
    taken_by        TEXT,
    PRIMARY KEY (organisation_id, reference)
);
CREATE INDEX key_packages_in_stock ON key_packages (organisation_id, device_id, last_resort, taken_at);

-- Which key package was handed to whom, also for last-resort ones that are handed out more than once.
CREATE TABLE key_package_takings (
    organisation_id TEXT NOT NULL,
    inbox_id        TEXT NOT NULL,
    reference       {bytes} NOT NULL,
    device_id       TEXT NOT NULL,
    taken_by        TEXT NOT NULL,
    taken_at        BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, reference, taken_by)
);
CREATE INDEX key_package_takings_by_inbox ON key_package_takings (organisation_id, inbox_id, taken_at);

CREATE TABLE conversations (
    conversation_id    TEXT NOT NULL PRIMARY KEY,
    organisation_id    TEXT NOT NULL,
    inbox_id           TEXT NOT NULL,
    customer_id        TEXT NOT NULL,
    status             TEXT NOT NULL,
    group_number       BIGINT NOT NULL,
    epoch              BIGINT NOT NULL,
    first_message_epoch BIGINT NOT NULL,
    last_sequence      BIGINT NOT NULL,
    forgotten_sequence BIGINT NOT NULL,
    created_at         BIGINT NOT NULL,
    last_activity_at   BIGINT NOT NULL,
    deleted_at         BIGINT
);
CREATE INDEX conversations_by_inbox ON conversations (organisation_id, inbox_id, created_at);

CREATE TABLE conversation_members (
    conversation_id TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    device_id       TEXT NOT NULL,
    joined_sequence BIGINT NOT NULL,
    cursor_sequence BIGINT NOT NULL,
    removed_sequence BIGINT,
    wiped_at        BIGINT,
    PRIMARY KEY (conversation_id, device_id)
);
CREATE INDEX conversation_members_by_device ON conversation_members (device_id, conversation_id);

-- Append-only while the conversation lives. body is wrapped under the conversation's storage key.
CREATE TABLE conversation_events (
    event_id        {identity},
    conversation_id TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    sequence        BIGINT NOT NULL,
    kind            BIGINT NOT NULL,
    sender_device   TEXT NOT NULL,
    epoch           BIGINT NOT NULL,
    message_id      TEXT,
    request_hash    {bytes},
    detail          TEXT,
    body            {bytes},
    commitment      {bytes},
    created_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX conversation_events_in_order ON conversation_events (conversation_id, sequence);
CREATE UNIQUE INDEX conversation_events_by_message ON conversation_events (conversation_id, message_id);

CREATE TABLE welcomes (
    conversation_id TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    sequence        BIGINT NOT NULL,
    body            {bytes} NOT NULL,
    PRIMARY KEY (conversation_id, sequence)
);

CREATE TABLE group_infos (
    conversation_id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    epoch           BIGINT NOT NULL,
    body            {bytes} NOT NULL
);

-- An answered command, so that a retry gets the same answer. body_hash tells a retry from another command.
CREATE TABLE idempotency_keys (
    idempotency_key TEXT NOT NULL,
    organisation_id TEXT NOT NULL,
    caller          TEXT NOT NULL,
    body_hash       {bytes} NOT NULL,
    status          BIGINT NOT NULL,
    reply           TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, caller, idempotency_key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE deletions (
    conversation_id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    requested_by    TEXT NOT NULL,
    requested_at    BIGINT NOT NULL,
    key_destroyed_at BIGINT
);

-- One row per thing that happened; salt and commitment are what a Merkle log will hold, entry can be erased beside them.
CREATE TABLE audit_entries (
    organisation_id TEXT NOT NULL,
    number          BIGINT NOT NULL,
    at              BIGINT NOT NULL,
    kind            TEXT NOT NULL,
    actor           TEXT NOT NULL,
    entry           TEXT,
    salt            {bytes} NOT NULL,
    commitment      {bytes} NOT NULL,
    PRIMARY KEY (organisation_id, number)
);
