import { personOf } from "./conversation/members.ts"
import type { OutboxEntry } from "./conversation/tables.ts"
import type { Running } from "./customerRunning.ts"
import type { CustomerTrust } from "./customerTrust.ts"
import { fingerprint } from "./jose.ts"
import type { Thread } from "./sync/thread.ts"
import type { CustomerChatOptions, CustomerView } from "./views.ts"

/** What was asked for, and whether the browser refused to keep anything. */
export interface CustomerStart extends CustomerChatOptions {
  readonly keepingDenied: boolean
}

type Standing = Pick<CustomerView, "phase" | "reason" | "keep" | "keepingDenied">

/** A snapshot for the screen. */
export async function customerView(
  standing: Standing,
  { directory, root, agents }: CustomerTrust,
  running: Running | undefined,
  thread: Thread | undefined,
): Promise<CustomerView> {
  // Somebody with two devices is one listener.
  const listeners = new Map(
    agents.map(({ identity, onDuty }) => [identity.user, { person: personOf(identity), onDuty }]),
  )
  return {
    ...standing,
    organisation: directory?.organisation.name ?? "",
    inboxName: directory?.name ?? "",
    greeting: directory?.greeting ?? "",
    contact: directory?.contact ?? "",
    listeners: [...listeners.values()],
    fingerprint: root === undefined ? "" : await fingerprint(root.publicKey),
    connection: running?.engine.device.connection.state ?? "offline",
    conversation: await thread?.view(),
    isElsewhere: thread?.conversation.outbox.some(({ value }) => value.failed === "conflict") ?? false,
    outbox: thread?.conversation.outbox.filter(({ value }) => isWaiting(value)).length ?? 0,
    deletion: running?.deletion.state,
    earlier: running?.kept.earlier(thread?.conversation.id) ?? 0,
  }
}

function isWaiting({ outgoing, attempt }: OutboxEntry): boolean {
  return outgoing.kind === "text" && attempt?.accepted !== true
}

export const LOADING: CustomerView = {
  ...{ phase: "loading", reason: undefined, organisation: "", inboxName: "", greeting: "", contact: "" },
  ...{ listeners: [], fingerprint: "", connection: "connecting", keep: false, conversation: undefined },
  ...{ keepingDenied: false, outbox: 0, isElsewhere: false, deletion: undefined, earlier: 0 },
}
