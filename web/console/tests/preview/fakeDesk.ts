import {
  type ConversationView,
  type Desk,
  type DeskView,
  type Person,
  parseMarkdown,
  type Row,
} from "@sotto/core"
import type { Scene } from "./fakeOffice.ts"

const names = [
  "Ada Brandt",
  "Joost Visser",
  "Zoë Laurent",
  "",
  "Priya Raman",
  "Oskar Nyström",
  "Leila Haddad",
  "Ben",
]
const lines = [
  "Is the blue frame back in stock in 54 cm?",
  "The chain came off again after ten minutes, and I have **two** more rides planned this week.",
  "Thank you! That was quick 🙂",
  "My order says *delivered*, but there is nothing here.\n\n- order 4471\n- two lamps\n- one lock",
]
const me: Person = { id: "usr_owner", name: "Ines Okafor", kind: "agent", lapsed: false }
const start = Date.now()

function customerOf(index: number): Person {
  const id = `cus_${String(index).padStart(22, "a")}q7k${index % 10}`
  return { id, name: names[index % names.length] ?? "", kind: "customer", lapsed: false }
}

function message(
  id: string,
  author: Person,
  text: string,
  at: number,
  state: "read" | "sent" | "failed" = "read",
): Row {
  return { kind: "message", id, at, author, mine: author === me, blocks: parseMarkdown(text), text, state }
}

function rowsOf(index: number): readonly Row[] {
  const customer = customerOf(index)
  const at = start - index * 3_600_000 * 2
  return [
    { kind: "event", id: "r0", at: at - 90_000_000, event: "started", who: customer },
    message("r1", customer, lines[index % 4] ?? "", at - 90_000_000),
    message("r2", me, "Good morning! Let me look that up for you.", at - 89_000_000),
    message("r3", customer, "Sure, no hurry.\nThe order number is `4471`.", at - 500_000),
    message("r4", me, "Found it: https://shop.example/orders/4471", at - 400_000),
    {
      kind: "warning",
      id: "r5",
      at: at - 300_000,
      warning: "unverified",
      rule: "leaf key is not the certificate's",
    },
    message("r6", me, "It leaves our workshop tomorrow.", at - 200_000, "failed"),
    message("r7", customer, lines[(index + 1) % 4] ?? "", at),
  ]
}

function summary(index: number): DeskView["conversations"][number] {
  return {
    id: `cnv_${index}`,
    inbox: "inb_7f3kq2m5x4w6z2a7b3c4d5e6f7",
    customer: customerOf(index),
    status: index % 5 === 4 ? "resolved" : "open",
    unread: index % 3 === 0 ? (index % 7) + 1 : 0,
    preview: (lines[(index + 1) % 4] ?? "").replace(/[*\n]/g, " "),
    lastActivityAt: start - index * 3_600_000 * 2,
    typing: index === 2,
    stopped: index === 6,
  }
}

function conversation(index: number): ConversationView {
  const { customer, status, ...rest } = summary(index)
  return {
    ...rest,
    status,
    customer,
    members: [customer, me, { id: "usr_2", name: "Tomás Herrera", kind: "agent", lapsed: true }],
    rows: rowsOf(index),
    hasEarlier: false,
    typing: index === 2 ? [customer] : [],
    stopped: index === 6 ? "an unknown device was added by the server" : undefined,
    company: index % 2 === 0 ? { subject: "customer-4711", name: "Grace Hopper" } : undefined,
    safety: {
      suite: "MLS 1.0, X25519, AES-128-GCM, SHA-256, Ed25519",
      epoch: "3",
      fingerprint: "VM4CYNEIT6QGZX2A",
    },
  }
}

export function fakeDesk(scene: Scene): Desk {
  const listeners = new Set<() => void>()
  const phases = [
    "starting",
    "registering",
    "waiting",
    "ready",
    "lapsed",
    "revoked",
    "refused",
    "unsupported",
  ] as const
  let view: DeskView = {
    phase: phases.find((phase) => phase === scene.phase) ?? "ready",
    reason: scene.phase === "refused" ? "root thumbprint differs" : undefined,
    connection: scene.offline ? "offline" : "online",
    signedOut: false,
    me,
    device: "dev_1",
    deviceName: "Firefox on Mac",
    fingerprint: "K7QXM2PD4TVAZB3N",
    conversations: Array.from({ length: scene.conversations }, (_, index) => summary(index)),
    open: undefined,
    progress: scene.offline ? { done: 12, total: 40 } : undefined,
    alarms: scene.offline
      ? [
          {
            id: "a",
            conversation: undefined,
            rule: "revocation list is older than one seen before",
            at: start,
          },
        ]
      : [],
  }
  const change = (next: Partial<DeskView>) => {
    view = { ...view, ...next }
    for (const listener of listeners) listener()
  }
  const edit = (next: Partial<ConversationView>) => {
    if (view.open !== undefined) change({ open: { ...view.open, ...next } })
  }
  return {
    get value() {
      return view
    },
    vault: undefined,
    askToConfirm: async () => undefined,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    open: async (id) => change({ open: id === undefined ? undefined : conversation(Number(id.slice(4))) }),
    send: async (_, text) =>
      edit({ rows: [...(view.open?.rows ?? []), message(text, me, text, Date.now(), "sent")] }),
    retry: async () => undefined,
    typing: () => undefined,
    visible: () => undefined,
    loadEarlier: async () => undefined,
    resolve: async () => edit({ status: "resolved" }),
    reopen: async () => edit({ status: "open" }),
    checkCertificate: async () => undefined,
    close: () => undefined,
  }
}
