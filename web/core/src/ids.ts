import { toBase32 } from "./base32.ts"
import { randomBytes } from "./bytes.ts"

/** Organisation, inbox, customer, device, conversation, message, attachment, incident, review. */
type OfConversations = "org" | "inb" | "cus" | "dev" | "cnv" | "msg" | "att" | "inc" | "rev"

/** Of accounts: user, session, recovery, API token, vault, way into a vault. */
type OfAccounts = "usr" | "ses" | "rcv" | "apt" | "vlt" | "way"

export type IdPrefix = OfConversations | OfAccounts

/** 128 random bits behind the prefix of their type. */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${toBase32(randomBytes(16))}`
}

// The 26th character carries three bits; others in that place would be a second spelling of the same id.
const BODY = /^[a-z2-7]{25}[aeimquy4]$/

/** An id of one type is never taken for another: a device's id where a user's belongs is refused. */
export function isId(prefix: IdPrefix, value: unknown): value is string {
  return (
    typeof value === "string" && value.startsWith(`${prefix}_`) && BODY.test(value.slice(prefix.length + 1))
  )
}
