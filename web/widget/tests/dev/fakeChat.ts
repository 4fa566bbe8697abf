import {
  type Block,
  type CustomerChat,
  type CustomerView,
  type MessageRow,
  type Person,
  parseMarkdown,
  type Row,
} from "@sotto/core"
import { Cell } from "../../src/chat/Cell.ts"

/** A chat without a server, for looking at screens. Never part of a build. */

const me: Person = { id: "cus_me", name: "", kind: "customer", lapsed: false }
const first: Person = { id: "usr_1", name: "Agent One", kind: "agent", lapsed: false }
const second: Person = { id: "usr_2", name: "Agent Two", kind: "agent", lapsed: true }
const minute = 60_000

const text = (
  id: string,
  author: Person,
  ago: number,
  words: string,
  state: MessageRow["state"] = "read",
): MessageRow => {
  const blocks: readonly Block[] = parseMarkdown(words)
  return {
    kind: "message",
    id,
    at: Date.now() - ago,
    author,
    mine: author === me,
    blocks,
    text: words,
    state,
  }
}

const talk: readonly Row[] = [
  { kind: "event", id: "e1", at: Date.now() - 1450 * minute, event: "started", who: me },
  text("m1", me, 1449 * minute, "Hello, can I move my appointment to next week?"),
  text("m2", first, 1440 * minute, "Of course. Which days suit you?"),
  text(
    "m3",
    first,
    1439 * minute,
    "We have:\n- **Tuesday** from 9:00\n- *Thursday* from 14:00\n\nSee [our hours](https://example.org/hours).",
  ),
  text("m4", me, 40 * minute, "Thursday, please 🙏"),
  text("m5", me, 39 * minute, "And a second question:\nshould I bring `form A`?"),
  { kind: "event", id: "e2", at: Date.now() - 30 * minute, event: "left", who: second },
  text("m6", first, 10 * minute, "> should I bring form A?\n\nYes, please. https://example.org/forms/a"),
  text("m7", first, 9 * minute, "👍"),
  { kind: "warning", id: "w1", at: Date.now() - 8 * minute, warning: "damaged", rule: "tag does not match" },
  text("m8", me, 5 * minute, "Great", "delivered"),
  text("m9", me, 4 * minute, "Thank you!", "sent"),
  text("m10", me, 2 * minute, "One more thing", "failed"),
  text("m11", me, minute, "Written while offline", "outbox"),
]

const safety = {
  suite: "X25519, AES-128-GCM, SHA-256, Ed25519",
  epoch: "3",
  fingerprint: "ABCD EFGH IJKL MNOP",
}

const conversation = (rows: readonly Row[]): NonNullable<CustomerView["conversation"]> => ({
  id: "cnv_1",
  inbox: "inb_1",
  status: "open",
  customer: me,
  members: [me, first],
  rows,
  hasEarlier: false,
  unread: 0,
  typing: [first],
  lastActivityAt: Date.now(),
  stopped: undefined,
  safety,
})

export const welcome: CustomerView = {
  phase: "ready",
  reason: undefined,
  organisation: "Example Practice",
  inboxName: "Reception",
  greeting: "Good day! How can we help you?",
  contact: "Telephone and opening hours: see the notice at the entrance, or https://example.org/contact",
  listeners: [
    { person: first, onDuty: true },
    { person: second, onDuty: false },
  ],
  fingerprint: "ABCD EFGH IJKL MNOP",
  connection: "online",
  keep: true,
  keepingDenied: false,
  conversation: undefined,
  outbox: 0,
  deletion: undefined,
  isElsewhere: false,
  earlier: 0,
}

const open = conversation(talk)
const long = Array.from({ length: 5000 }, (_, index) =>
  text(`l${index}`, index % 3 === 0 ? me : first, (5000 - index) * minute, `Message number ${index}`),
)

export const states: Readonly<Record<string, CustomerView>> = {
  welcome,
  away: { ...welcome, listeners: welcome.listeners.map((listener) => ({ ...listener, onDuty: false })) },
  talk: { ...welcome, conversation: open },
  offline: { ...welcome, connection: "offline", outbox: 2, conversation: open, keep: false },
  resolved: { ...welcome, conversation: { ...open, status: "resolved", typing: [] } },
  stopped: {
    ...welcome,
    conversation: { ...open, typing: [], stopped: "a leaf without a certificate was added" },
  },
  deleted: { ...welcome, deletion: { at: Date.now(), waiting: 2 } },
  wiped: { ...welcome, deletion: { at: Date.now(), waiting: 0 } },
  loading: { ...welcome, phase: "loading" },
  refused: {
    ...welcome,
    phase: "refused",
    reason: "an agent's certificate is not signed by the pinned root",
  },
  unsupported: { ...welcome, phase: "unsupported", reason: "Ed25519 is missing" },
  unavailable: { ...welcome, phase: "unavailable", contact: "" },
  unknownInbox: { ...welcome, phase: "unknownInbox", inboxName: "", contact: "" },
  long: { ...welcome, conversation: conversation(long) },
}

export class FakeChat extends Cell<CustomerView> implements CustomerChat {
  readonly kept = undefined
  #count = 0

  async send(words: string): Promise<void> {
    const before = this.value.conversation ?? conversation([])
    const rows = [...before.rows, text(`s${this.#count++}`, me, 0, words, "sent")]
    this.set({ ...this.value, conversation: { ...before, rows, typing: [] } })
  }

  /** For trying out what arrives. */
  answer(words: string): void {
    const before = this.value.conversation ?? conversation([])
    const rows = [...before.rows, text(`a${this.#count++}`, first, 0, words)]
    this.set({ ...this.value, conversation: { ...before, rows, unread: before.unread + 1 } })
  }

  async forget(): Promise<void> {
    this.set({ ...this.value, keep: false })
  }

  async confirming(): Promise<undefined> {
    return undefined
  }

  async startNew(): Promise<void> {
    this.set({ ...this.value, conversation: undefined, deletion: undefined })
  }

  async deleteConversation(): Promise<void> {
    this.set({ ...this.value, conversation: undefined, deletion: { at: Date.now(), waiting: 1 } })
  }

  async retry(): Promise<void> {}
  async loadEarlier(): Promise<void> {}
  async setName(): Promise<void> {}
  async reset(): Promise<void> {}
  typing(): void {}
  visible(): void {}
  close(): void {}
}
