-- The public state of each group, which the server follows: what a commit is verified against. It takes the place of the
-- newest group info, which nobody read.
DROP TABLE group_infos;

CREATE TABLE group_states (
    conversation_id TEXT NOT NULL PRIMARY KEY,
    organisation_id TEXT NOT NULL,
    epoch           BIGINT NOT NULL,
    body            {bytes} NOT NULL
);
