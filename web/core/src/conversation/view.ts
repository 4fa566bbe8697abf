import type { Group } from "@sotto/mls"
import { toBase32 } from "../base32.ts"
import { utf8 } from "../bytes.ts"
import { parseMarkdown } from "../markdown.ts"
import type { Found } from "../store/store.ts"
import type { ConversationSummary, ConversationView, MessageState, Person, Row } from "../views.ts"
import type { Conversation } from "./conversation.ts"
import { personOf } from "./members.ts"
import { type ConversationRecord, type OutboxEntry, RESTORED, type RowRecord } from "./tables.ts"

export const SUITE = "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519"

/** A snapshot of what is loaded, or undefined when the conversation is not there. */
export async function viewOf(
  conversation: Conversation,
  typing: readonly Person[],
): Promise<ConversationView | undefined> {
  const { situation, device } = conversation
  if (situation === undefined) return undefined
  const { record, group } = situation
  const { customer } = record
  const called = (person: Person): Person => (person.id === customer.id ? customer : person)
  const members = group === undefined ? [] : (await conversation.members.people(group)).map(personOf)
  const rows = conversation.rows.map(({ row }) => shownRow(row, customer))
  return {
    id: conversation.id,
    inbox: record.inbox,
    status: record.status,
    customer,
    // Somebody may be there with two devices.
    members: [...new Map(members.map((person) => [person.id, called(person)])).values()],
    rows: [...rows, ...conversation.outbox.flatMap((entry) => pendingRow(entry, device.me))],
    hasEarlier: conversation.hasEarlier,
    unread: record.unread,
    typing: typing.map(called),
    lastActivityAt: record.lastActivityAt,
    stopped: record.stopped,
    safety: {
      suite: SUITE,
      epoch: group === undefined ? "" : group.epoch.toString(),
      fingerprint: group === undefined ? "" : await safetyNumber(group, conversation.id),
    },
  }
}

/** Newest activity first. */
export function summariesOf(
  records: ReadonlyMap<string, ConversationRecord>,
  isTyping: (id: string) => boolean,
): readonly ConversationSummary[] {
  const summaries = [...records].map(([id, record]) => summaryOf(id, record, isTyping(id)))
  return summaries.sort((a, b) => b.lastActivityAt - a.lastActivityAt)
}

function summaryOf(id: string, record: ConversationRecord, typing: boolean): ConversationSummary {
  const { inbox, customer, status, unread, preview, lastActivityAt, stopped } = record
  return {
    id,
    inbox,
    customer,
    status,
    unread,
    preview,
    lastActivityAt,
    typing,
    stopped: stopped !== undefined && stopped !== RESTORED,
  }
}

const shown = new WeakMap<RowRecord, { readonly row: Row; readonly name: string }>()

/**
 * Rows that did not change keep their identity, so that screens redraw only what did. A customer stands in all of
 * them under the name of today, also in those from before the name was known.
 */
function shownRow(row: RowRecord, customer: Person): Row {
  const known = shown.get(row)
  if (known?.name === customer.name) return known.row
  const made = madeRow(row, customer)
  shown.set(row, { row: made, name: customer.name })
  return made
}

function madeRow(row: RowRecord, customer: Person): Row {
  switch (row.kind) {
    case "message": {
      const author = row.author.id === customer.id ? customer : row.author
      return { ...row, author, blocks: parseMarkdown(row.text) }
    }
    case "event":
    case "confirmation":
      return { ...row, who: row.who?.id === customer.id ? customer : row.who }
    case "warning":
      return row
  }
}

function pendingRow({ value }: Found<OutboxEntry>, author: Person): readonly Row[] {
  const { outgoing, at } = value
  if (outgoing.kind !== "text") return []
  const blocks = parseMarkdown(outgoing.text)
  return [
    {
      kind: "message",
      id: outgoing.row,
      at,
      author,
      mine: true,
      blocks,
      text: outgoing.text,
      state: stateOf(value),
    },
  ]
}

function stateOf({ failed, attempt }: OutboxEntry): MessageState {
  if (failed !== undefined) return "failed"
  return attempt?.accepted === true ? "sent" : "outbox"
}

/** The same for all members in the same epoch, and for nobody else: 80 bits as people read them. */
async function safetyNumber(group: Group, conversation: string): Promise<string> {
  const bytes = await group.export("sotto safety", utf8(conversation), 10)
  return (toBase32(bytes).toUpperCase().match(/.{4}/g) ?? []).join(" ")
}
