import * as v from "valibot"
import type { CborValue } from "../cbor.ts"
import type { Table } from "../store/store.ts"

/** The records of conversations. Keys begin with the conversation's id, so that one `clear` per table wipes it. */

const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array)
const cbor = v.custom<CborValue>((value) => value !== undefined)
const text = v.string()
const int = v.number()
const status = v.picklist(["open", "resolved", "deleted"])

/** Of a person, as it is kept. */
export const personRecord = v.object({
  id: text,
  name: text,
  kind: v.picklist(["agent", "customer"]),
  lapsed: v.boolean(),
})

const conversation = v.object({
  /** Grows with every write, so that a tab sees when another one moved the group. */
  version: int,
  inbox: text,
  /** Under the name that the customer's last message with one gave; `""` until then. A claim, checked by nobody. */
  customer: personRecord,
  status,
  /** Everything up to this sequence is applied and persisted. */
  cursor: int,
  /** False until the server accepted the first contact. */
  created: v.boolean(),
  unread: int,
  preview: text,
  lastActivityAt: int,
  /** Why nothing is applied or sent any more. */
  stopped: v.optional(text),
  /** Place of the next outbox entry; never used twice. */
  nextPlace: int,
  /** When this device last brought fresh key material into the group. */
  freshAt: int,
  /** The last attempt to do so, at most one a day. */
  triedFreshAt: int,
  /** When this device last took part. */
  seenAt: int,
  /** It came back after a day away and owes the group fresh key material. */
  returned: v.boolean(),
  /** This device was let in when others were there already: it does not know everybody who ever was. */
  late: v.optional(v.boolean()),
  /** After a deletion: the server knows that everything is wiped here. */
  wipeConfirmed: v.boolean(),
})
export type ConversationRecord = v.InferOutput<typeof conversation>

/** Why nothing is sent in a conversation that this device knows from the vault alone: it is no member of its group. */
export const RESTORED = "restored"

/** Key [conversation]. Small: lists are made of these alone. */
export const CONVERSATIONS: Table<ConversationRecord> = { name: "conversations", schema: conversation }

/** Key [conversation]: the MLS state. */
export const GROUPS: Table<Uint8Array> = { name: "groups", schema: bytes }

const pendingCommit = v.object({
  idempotencyKey: text,
  epoch: int,
  commit: bytes,
  groupInfo: bytes,
  /** For whom the commit adds. */
  welcome: v.optional(bytes),
  /** The state that begins when this commit comes back as the epoch's commit. */
  next: bytes,
})
export type PendingRecord = v.InferOutput<typeof pendingCommit>

/** Key [conversation]: our commit that is under way, at most one. */
export const COMMITS: Table<PendingRecord> = { name: "commits", schema: pendingCommit }

const messageRow = v.object({
  kind: v.literal("message"),
  id: text,
  at: int,
  author: personRecord,
  mine: v.boolean(),
  text,
  state: v.picklist(["sent", "delivered", "read"]),
})
const eventRow = v.object({
  kind: v.literal("event"),
  id: text,
  at: int,
  event: v.picklist(["started", "joined", "left", "resolved", "reopened", "deleted", "renewed"]),
  who: v.optional(personRecord),
})
const warningRow = v.object({
  kind: v.literal("warning"),
  id: text,
  at: int,
  warning: v.picklist(["unverified", "damaged", "missing", "reordered", "stopped", "vault"]),
  rule: text,
  who: v.optional(personRecord),
})
/** The rule of an event of confirming that this browser had no code to judge. */
export const NOT_LOADED = "not_loaded"

const confirmationRow = v.object({
  kind: v.literal("confirmation"),
  id: text,
  at: int,
  who: v.optional(personRecord),
  outcome: v.picklist(["known", "doubted", "asked", "passkey", "company", "declined", "failed"]),
  /** Base64url. */
  request: v.optional(text),
  /** When the passkey was told in this conversation. */
  since: v.optional(int),
  subject: v.optional(text),
  name: v.optional(text),
  /** Thumbprint of the company's key: without it the row confirms nobody any more. */
  key: v.optional(text),
  rule: v.optional(text),
})
export type ConfirmationRowRecord = v.InferOutput<typeof confirmationRow>
/** Of a row, as it is kept. */
export const rowRecord = v.variant("kind", [messageRow, eventRow, warningRow, confirmationRow])
export type MessageRowRecord = v.InferOutput<typeof messageRow>
export type RowRecord = v.InferOutput<typeof rowRecord>

/** Key [conversation, sequence, part]: the server's order is everyone's order. */
export const ROWS: Table<RowRecord> = { name: "rows", schema: rowRecord }

const seen = v.object({ sequence: int, mine: v.boolean() })

/** Key [conversation, MIMI message id]: finds the row a receipt speaks of, and notices a message that comes twice. */
export const SEEN: Table<v.InferOutput<typeof seen>> = { name: "seen", schema: seen }

/** Key [conversation, sequence]: MIMI id of a message by others that nobody looked at yet. */
export const UNREAD: Table<Uint8Array> = { name: "unread", schema: bytes }

/** The event by which a device of a person tells the identity of their vault. */
export const VAULT_EVENT = "vault"

/**
 * Key [conversation, "vault", person]: the public identity of a person's vault, as a device of theirs told it here first;
 * empty for somebody who has left without telling one. It lies with SEEN, whose keys are shorter.
 */
export const VAULTS: Table<Uint8Array> = { name: "seen", schema: bytes }

const receiptState = v.picklist(["delivered", "read"])

/** Key [conversation, MIMI message id]: a receipt that we still owe. */
export const RECEIPTS: Table<v.InferOutput<typeof receiptState>> = { name: "receipts", schema: receiptState }

const outgoing = v.variant("kind", [
  v.object({ kind: v.literal("text"), row: text, text }),
  v.object({ kind: v.literal("status"), statuses: v.array(v.object({ id: bytes, status: receiptState })) }),
  v.object({
    kind: v.literal("event"),
    event: text,
    details: v.array(cbor),
    /** Good in this epoch alone: it fails when the group has moved on before it was sent. */
    epoch: v.optional(int),
  }),
  v.object({ kind: v.literal("vault"), key: bytes }),
])
export type Outgoing = v.InferOutput<typeof outgoing>

const attempt = v.object({
  message: text,
  epoch: int,
  privateMessage: bytes,
  commitment: bytes,
  /** MIMI id of the content. */
  id: bytes,
  /** The customer's name, when this message tells it. */
  name: v.optional(text),
  /** Known once the server accepted it; the entry stays until its echo puts it into the order. */
  accepted: v.boolean(),
})
export type Attempt = v.InferOutput<typeof attempt>

const outboxEntry = v.object({ at: int, outgoing, failed: v.optional(text), attempt: v.optional(attempt) })
export type OutboxEntry = v.InferOutput<typeof outboxEntry>

/** Key [conversation, place]: what the server has not given a sequence yet, in the order of writing. */
export const OUTBOX: Table<OutboxEntry> = { name: "outbox", schema: outboxEntry }

const contact = v.object({
  idempotencyKey: text,
  customer: text,
  device: text,
  credential: text,
  groupInfo: bytes,
  commit: bytes,
  welcome: bytes,
})
export type ContactRecord = v.InferOutput<typeof contact>

/** Key [conversation]: the first contact, built once and posted unchanged until the server answers. */
export const CONTACTS: Table<ContactRecord> = { name: "contacts", schema: contact }

export const CONVERSATION_TABLES = [CONTACTS, GROUPS, COMMITS, ROWS, SEEN, UNREAD, RECEIPTS, OUTBOX] as const
