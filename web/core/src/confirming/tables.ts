import * as v from "valibot"
import { personRecord } from "../conversation/tables.ts"
import type { Table } from "../store/store.ts"

// They lie beside the messages that were seen, so that what wipes a conversation wipes them with it. A key of three
// parts is none of a message's.

const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array)
const int = v.number()

const request = v.object({
  sequence: int,
  /** When the server stamped it. */
  at: int,
  answered: v.boolean(),
  /** Sequence of the answer that confirmed the customer. */
  confirmed: v.optional(int),
})
export type RequestRecord = v.InferOutput<typeof request>

const passkey = v.object({
  /** When it was told in this conversation, which is when it begins to count. */
  sequence: int,
  at: int,
  publicKey: bytes,
  algorithm: int,
  counter: int,
})
export type PasskeyRecord = v.InferOutput<typeof passkey>

const token = v.object({
  sequence: int,
  /** Whom it named. */
  subject: v.optional(v.string()),
})

const waiting = v.object({
  /** The company's word, and the message that brought it. */
  token: v.string(),
  sequence: int,
  at: int,
  epoch: int,
  /** Who said it. */
  person: personRecord,
  device: v.string(),
  signatureKey: bytes,
})
export type WaitingRecord = v.InferOutput<typeof waiting>

/** Key [conversation, "request", id]. */
export const REQUESTS: Table<RequestRecord> = { name: "seen", schema: request }

/** Key [conversation, "passkey", credential id]: the first key that was told under it. */
export const PASSKEYS: Table<PasskeyRecord> = { name: "seen", schema: passkey }

/** Key [conversation, "token", jti]: used up. */
export const TOKENS: Table<v.InferOutput<typeof token>> = { name: "seen", schema: token }

/** Key [conversation, "waiting", request id]: an answer that nobody could judge, because the company's keys were not there. */
export const WAITING: Table<WaitingRecord> = { name: "seen", schema: waiting }
