import type { ConversationRecord } from "./tables.ts"

const DAY = 86_400_000
const WEEK = 7 * DAY

/** Notes that this device takes part now, and whether it had been away for a day. */
export function seen(record: ConversationRecord, now: number): ConversationRecord {
  return { ...record, seenAt: now, returned: record.returned || now - record.seenAt >= DAY }
}

/**
 * Whether this device owes the group a fresh path: after a day away, and at least weekly, so that keys stolen from
 * its disk go stale. At most one attempt a day in each conversation.
 */
export function owesFreshPath(record: ConversationRecord, now: number): boolean {
  if (now - record.triedFreshAt < DAY) return false
  const age = now - record.freshAt
  return age >= WEEK || (age >= DAY && seen(record, now).returned)
}
