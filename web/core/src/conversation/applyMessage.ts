import { type Group, MlsError, type ReceivedApplication } from "@sotto/mls"
import { toBase64Url } from "../base64.ts"
import { equalBytes } from "../bytes.ts"
import { CertificateError, type Identity } from "../certificates/identity.ts"
import type { Said } from "../confirming/applyConfirming.ts"
import { ContentError, type MessageStatus, type ReceivedContent } from "../content/content.ts"
import { messageId, roomUri, senderUri } from "../content/messageId.ts"
import { decodeContent } from "../content/mimi.ts"
import { frankingCommitment } from "../franking.ts"
import { put, remove, type Write } from "../store/store.ts"
import type { Person } from "../views.ts"
import type { Applying, SequencedFrame } from "./apply.ts"
import { personOf } from "./members.ts"
import { type PlacedRow, rowAt, type Situation, type Step, stop } from "./step.ts"
import {
  type MessageRowRecord,
  NOT_LOADED,
  OUTBOX,
  RECEIPTS,
  ROWS,
  SEEN,
  UNREAD,
  VAULT_EVENT,
  VAULTS,
} from "./tables.ts"

type MessageFrame = Extract<SequencedFrame, { readonly kind: "message" }>

/** The message itself is at fault; the conversation goes on and people see a warning in its place. */
class RefusedMessage extends Error {
  readonly warning: "unverified" | "damaged"
  readonly rule: string
  /** The ratchet moved although the message is not shown. */
  readonly next: Group | undefined

  constructor(warning: "unverified" | "damaged", rule: string, next?: Group) {
    super(rule)
    this.warning = warning
    this.rule = rule
    this.next = next
  }
}

/** A warning about its order stands before a message. */
const MESSAGE_PART = 1

type TextContent = Extract<ReceivedContent, { readonly kind: "text" }>

interface Opened {
  readonly sender: Identity
  readonly content: ReceivedContent
  /** MIMI id. */
  readonly id: Uint8Array
  readonly order: ReceivedApplication["order"]
  readonly next: Group
}

export async function applyMessage(
  frame: MessageFrame,
  situation: Situation,
  applying: Applying,
): Promise<Step> {
  const { group } = situation
  if (group === undefined) return stop(situation, frame.at, "no_group")
  if (BigInt(frame.epoch) > group.epoch) return stop(situation, frame.at, "epoch_never_came")
  try {
    if (frame.device === applying.device.id) return await applyEcho(frame, situation, applying)
    return await applyOpened(await open(frame, group, situation, applying), frame, situation, applying)
  } catch (error) {
    if (!(error instanceof RefusedMessage)) throw error
    return refused(error, frame, situation)
  }
}

function refused(error: RefusedMessage, frame: MessageFrame, { record }: Situation, part = 0): Step {
  const { warning, rule, next } = error
  const row = { kind: "warning", id: `${frame.sequence}.${warning}`, at: frame.at, warning, rule } as const
  return { record, rows: [rowAt(frame.sequence, row, part)], ...(next === undefined ? {} : { group: next }) }
}

/** Our own message came back: now it has its place in everyone's order. MLS cannot open it again; we kept the text. */
async function applyEcho(frame: MessageFrame, situation: Situation, applying: Applying): Promise<Step> {
  const { id, record } = situation
  const entries = await applying.device.store.range(OUTBOX, { prefix: [id] })
  const entry = entries.find(({ value }) => value.attempt?.message === frame.message)
  const attempt = entry?.value.attempt
  if (entry === undefined || attempt === undefined) throw new RefusedMessage("damaged", "message_in_own_name")
  if (frame.epoch !== attempt.epoch || !equalBytes(attempt.privateMessage, frame.privateMessage)) {
    throw new RefusedMessage("damaged", "own_message_changed")
  }
  const { outgoing } = entry.value
  const writes: Write[] = [remove(OUTBOX, entry.key)]
  if (outgoing.kind === "status") return { record, writes }
  if (outgoing.kind === "vault") {
    return { record, writes: [...writes, put(VAULTS, [id, "vault", applying.device.me.id], outgoing.key)] }
  }
  if (outgoing.kind === "event") {
    // Not by the certificate: it may be replaced by now, and what was sent has its place all the same.
    const { id: device, me: person, key } = applying.device
    const own = { device, person, signatureKey: key.publicKey }
    const step = await applyEvent(outgoing, own, frame, situation, applying)
    return { ...step, writes: [...writes, ...(step.writes ?? [])] }
  }
  const row: MessageRowRecord = {
    kind: "message",
    ...{
      id: outgoing.row,
      at: frame.at,
      author: applying.device.me,
      mine: true,
      text: outgoing.text,
      state: "sent",
    },
  }
  return {
    record: {
      ...record,
      customer: called(record.customer, attempt.name),
      preview: previewOf(outgoing.text),
      lastActivityAt: frame.at,
    },
    rows: [rowAt(frame.sequence, row, MESSAGE_PART)],
    writes: [...writes, put(SEEN, [id, toBase64Url(attempt.id)], { sequence: frame.sequence, mine: true })],
  }
}

async function open(
  frame: MessageFrame,
  group: Group,
  { id }: Situation,
  applying: Applying,
): Promise<Opened> {
  const received = await receive(group, frame)
  const { next } = received
  const sender = await identify(received, applying)
  // The server may say anything about a sender; MLS authenticates one.
  if (sender.device !== frame.device) throw new RefusedMessage("damaged", "sender_differs", next)
  const franked = { conversation: id, epoch: frame.epoch, device: sender.device, content: received.content }
  if (!equalBytes(await frankingCommitment(franked), frame.commitment)) {
    throw new RefusedMessage("damaged", "commitment_differs", next)
  }
  const content = decode(received)
  const { organisation } = applying.device
  const subject = personOf(sender).id
  const mimi = await messageId(senderUri(organisation, subject), roomUri(organisation, id), received.content)
  if ((await applying.device.store.get(SEEN, [id, toBase64Url(mimi)])) !== undefined) {
    throw new RefusedMessage("damaged", "replay", next)
  }
  return { sender, content, id: mimi, order: received.order, next }
}

async function receive(group: Group, frame: MessageFrame): Promise<ReceivedApplication> {
  try {
    const received = await group.receive(frame.privateMessage)
    if (received.kind !== "application") throw new RefusedMessage("damaged", "not_a_message")
    if (received.epoch !== BigInt(frame.epoch))
      throw new RefusedMessage("damaged", "epoch_differs", received.next)
    return received
  } catch (error) {
    throw error instanceof MlsError ? new RefusedMessage("damaged", error.rule) : error
  }
}

async function identify({ sender, next }: ReceivedApplication, { members }: Applying): Promise<Identity> {
  try {
    return await members.identify(sender)
  } catch (error) {
    throw error instanceof CertificateError ? new RefusedMessage("unverified", error.rule, next) : error
  }
}

function decode({ content, next }: ReceivedApplication): ReceivedContent {
  try {
    return decodeContent(content)
  } catch (error) {
    throw error instanceof ContentError ? new RefusedMessage("damaged", "content", next) : error
  }
}

async function applyOpened(
  opened: Opened,
  frame: MessageFrame,
  situation: Situation,
  applying: Applying,
): Promise<Step> {
  const { content, next, order } = opened
  const mine = personOf(opened.sender).id === applying.device.me.id
  const seen = put(SEEN, [situation.id, toBase64Url(opened.id)], { sequence: frame.sequence, mine })
  const before = orderRows(order, frame)
  switch (content.kind) {
    case "text": {
      const step = applyText(content, opened, frame, situation, applying, seen)
      return { ...step, rows: [...before, ...(step.rows ?? [])] }
    }
    case "status": {
      const rows = await marked(content.statuses, opened.sender, situation.id, applying)
      return { record: situation.record, group: next, rows: [...before, ...rows], writes: [seen] }
    }
    case "event": {
      if (content.event === VAULT_EVENT) {
        const { told } = await import("../admission/admission.ts")
        const step = { record: situation.record, group: next, rows: before, writes: [seen] }
        return told(step, content, opened.sender, situation.id, applying.device, frame)
      }
      const step = await applyEvent(
        content,
        { ...opened.sender, person: personOf(opened.sender) },
        frame,
        situation,
        applying,
        opened.id,
      )
      const { rows = [], writes = [] } = step
      return { ...step, group: next, rows: [...before, ...rows], writes: [...writes, seen] }
    }
    default:
      // Content of a later version or of no meaning here: stored as seen, nothing to show.
      return { record: situation.record, group: next, rows: before, writes: [seen] }
  }
}

const CONFIRMING = /^(confirm|passkey-known$)/

/**
 * Loaded when the first one comes: most conversations have none, and the chat page is small. Where it does not load, nobody
 * is confirmed and the conversation goes on.
 */
async function applyEvent(
  { event, details }: Pick<Extract<ReceivedContent, { readonly kind: "event" }>, "event" | "details">,
  sender: Said["sender"],
  frame: MessageFrame,
  situation: Situation,
  applying: Applying,
  id?: Uint8Array,
): Promise<Step> {
  if (!CONFIRMING.test(event)) return { record: situation.record }
  const later = await import("../confirming/later.ts").catch(() => undefined)
  return (
    later?.confirmingStep({ event, details, sender, frame }, situation, applying, id) ??
    refused(new RefusedMessage("unverified", NOT_LOADED), frame, situation, MESSAGE_PART)
  )
}

/** Senders post one message after the other: a server that delivers otherwise has held, lost or turned some round. */
function orderRows(
  { skipped, overtaken }: ReceivedApplication["order"],
  { sequence, at }: MessageFrame,
): readonly PlacedRow[] {
  if (skipped === 0 && !overtaken) return []
  const [warning, rule] = overtaken
    ? (["reordered", "order_changed"] as const)
    : (["missing", "messages_skipped"] as const)
  return [rowAt(sequence, { kind: "warning", id: `${sequence}.${warning}`, at, warning, rule })]
}

function applyText(
  { text, name }: TextContent,
  { sender, id, next }: Opened,
  frame: MessageFrame,
  situation: Situation,
  { device, visible }: Applying,
  seen: Write,
): Step {
  const { customer } = situation.record
  const author = personOf(sender)
  const mine = author.id === device.me.id
  const row: MessageRowRecord = {
    kind: "message",
    id: `${frame.sequence}.message`,
    at: frame.at,
    author,
    mine,
    text,
    state: "sent",
  }
  // Receipts go between the customer and the company; colleagues do not report on each other.
  const theirs = author.kind !== device.me.kind
  const unread = theirs && !visible ? 1 : 0
  const writes = [seen]
  if (theirs) writes.push(put(RECEIPTS, [situation.id, toBase64Url(id)], visible ? "read" : "delivered"))
  if (unread > 0) writes.push(put(UNREAD, [situation.id, frame.sequence], id))
  return {
    record: {
      ...situation.record,
      customer: called(customer, author.id === customer.id ? name : undefined),
      unread: situation.record.unread + unread,
      preview: previewOf(text),
      lastActivityAt: frame.at,
    },
    group: next,
    rows: [rowAt(frame.sequence, row, MESSAGE_PART)],
    writes,
  }
}

/** The customer's own word for itself. Only what MLS proves to come from the customer's leaf may pass a name here. */
function called(customer: Person, name: string | undefined): Person {
  return name === undefined ? customer : { ...customer, name }
}

const RANK = { sent: 0, delivered: 1, read: 2 } as const

/** The rows of ours that a report moves forward. Reports never go back, and only the other side's count. */
async function marked(
  statuses: readonly MessageStatus[],
  sender: Identity,
  conversation: string,
  { device }: Applying,
): Promise<readonly PlacedRow[]> {
  if (sender.kind === device.me.kind) return []
  const marked = new Map<number, PlacedRow>()
  for (const { id, status } of statuses) {
    const seen = await device.store.get(SEEN, [conversation, toBase64Url(id)])
    if (seen === undefined || !seen.mine) continue
    const earlier = marked.get(seen.sequence)?.row
    const row = earlier ?? (await device.store.get(ROWS, [conversation, seen.sequence, MESSAGE_PART]))
    if (row?.kind === "message" && row.mine && RANK[row.state] < RANK[status]) {
      marked.set(seen.sequence, rowAt(seen.sequence, { ...row, state: status }, MESSAGE_PART))
    }
  }
  return [...marked.values()]
}

const PREVIEW = 120

function previewOf(text: string): string {
  return text.slice(0, PREVIEW).replaceAll(/\s+/g, " ").trim()
}
