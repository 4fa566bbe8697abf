import type { CompanyPerson } from "./certificates/companyToken.ts"
import type { CustomerKept } from "./customerKept.ts"
import type { Block } from "./markdown.ts"
import type { Vault } from "./vault/ownVault.ts"

/** What screens draw. Everything here is an immutable snapshot: a change makes a new value and calls the listeners. */
export interface Observable<T> {
  readonly value: T
  /** Calls `listener` after every change; returns the way to stop. */
  subscribe(listener: () => void): () => void
}

export type ConnectionState = "connecting" | "online" | "offline"

export interface Person {
  /** usr_… or cus_… */
  readonly id: string
  /** Certified for agents. What a customer calls itself, checked by nobody; `""` as long as it said nothing. */
  readonly name: string
  readonly kind: "agent" | "customer"
  /** The certificate is past its end and lives on its 14 days of grace: shown, never silenced. */
  readonly lapsed: boolean
}

export type MessageState = "outbox" | "sent" | "delivered" | "read" | "failed"

export interface MessageRow {
  readonly kind: "message"
  readonly id: string
  readonly at: number
  readonly author: Person
  readonly mine: boolean
  readonly blocks: readonly Block[]
  readonly text: string
  readonly state: MessageState
}

export interface EventRow {
  readonly kind: "event"
  readonly id: string
  readonly at: number
  readonly event: "started" | "joined" | "left" | "resolved" | "reopened" | "deleted" | "renewed"
  readonly who: Person | undefined
}

export interface WarningRow {
  readonly kind: "warning"
  readonly id: string
  readonly at: number
  /** "vault": `who` names another vault than they did before. */
  readonly warning: "unverified" | "damaged" | "missing" | "reordered" | "stopped" | "vault"
  /** The broken rule, in words for support; never content. */
  readonly rule: string
  /** The agent whom the warning is about, where it is about one. */
  readonly who?: Person | undefined
}

export interface ConfirmationRow {
  readonly kind: "confirmation"
  readonly id: string
  readonly at: number
  /** Who said it: an agent who asked, the customer who answered. */
  readonly who?: Person | undefined
  /**
   * "known": the customer has a passkey here from now on. "doubted": so somebody says, and it counts only after the customer
   * was confirmed without it; `rule` says why. "passkey", "company": confirmed. "failed": an answer that confirms nobody, and
   * `rule` says why.
   */
  readonly outcome: "known" | "doubted" | "asked" | "passkey" | "company" | "declined" | "failed"
  readonly request?: string | undefined
  /** Since when the passkey was known in this conversation. */
  readonly since?: number | undefined
  /** Whom the company says the customer is; only whoever can verify it has it. */
  readonly subject?: string | undefined
  readonly name?: string | undefined
  readonly key?: string | undefined
  readonly rule?: string | undefined
}

export type Row = MessageRow | EventRow | WarningRow | ConfirmationRow

export type ShownStatus = "open" | "resolved" | "deleted"

export interface ConversationView {
  readonly id: string
  readonly inbox: string
  readonly status: ShownStatus
  readonly customer: Person
  readonly members: readonly Person[]
  /** The latest rows, oldest first. */
  readonly rows: readonly Row[]
  /** True when `loadEarlier` would bring older rows. */
  readonly hasEarlier: boolean
  readonly unread: number
  readonly typing: readonly Person[]
  readonly lastActivityAt: number
  /** Why nothing can be sent, or undefined when all is well. */
  readonly stopped: string | undefined
  /**
   * On the agents' side: who the company has signed that the customer is. Undefined: nobody vouches for the customer.
   */
  readonly company?: CompanyPerson | undefined
  readonly safety: { readonly suite: string; readonly epoch: string; readonly fingerprint: string }
}

/** "someoneElse": the company names another person than the one whose chat is kept here; reset, and open anew. */
export type CustomerPhase =
  | "someoneElse"
  | "loading"
  | "ready"
  | "refused"
  | "unsupported"
  | "unavailable"
  | "unknownInbox"

export interface Listener {
  readonly person: Person
  readonly onDuty: boolean
}

export interface CustomerView {
  /** "refused": the directory is not trustworthy and nothing is sent. "unavailable": the server could not be reached. */
  readonly phase: CustomerPhase
  readonly reason: string | undefined
  readonly organisation: string
  readonly inboxName: string
  readonly greeting: string
  readonly contact: string
  readonly listeners: readonly Listener[]
  /** Of the organisation root, as people read it. */
  readonly fingerprint: string
  readonly connection: ConnectionState
  /** false = "This is not my computer": nothing is kept. */
  readonly keep: boolean
  /** The browser lets this page keep nothing, as in a private window inside another site: `keep` cannot be true. */
  readonly keepingDenied: boolean
  readonly conversation: ConversationView | undefined
  readonly outbox: number
  /** A first contact was refused because this device or its customer is known: returning by a way in sends it. */
  readonly isElsewhere: boolean
  readonly deletion: { readonly at: number; readonly waiting: number } | undefined
  /** Conversations beside the present one that can be read on this device. */
  readonly earlier: number
}

/** What the customer can confirm with, for one request. */
export interface ConfirmWays {
  /** "later": it was made known only after a request, or beside another one, and waits for a confirmation without it. */
  readonly passkey: "ready" | "later" | "none"
  readonly company: boolean
}

/** "lost": an answer that was given could not be sent, as nobody would believe it any more. Ask the person once more. */
export type AnswerState = "open" | "sending" | "answered" | "lost"

/**
 * How the customer answers an agent who asks who they are. Each resolves when the answer is in the outbox (persisted), and
 * rejects with nothing sent: a PasskeyError, Offline, or a NotConfirmed that says by `rule` what is missing
 * ("epoch_moved": the group changed meanwhile, and the person has to confirm again).
 */
export interface CustomerConfirming {
  ways(request: string): Promise<ConfirmWays>
  /** What became of the answer, which may change until it is "answered". */
  state(request: string): Promise<AnswerState>
  byPasskey(request: string): Promise<void>
  byCompany(request: string): Promise<void>
  decline(request: string): Promise<void>
  /** Makes a passkey for later requests, and tells of it. `names` are what the person's list of passkeys shows. */
  makePasskey(names: { readonly organisation: string; readonly label: string }): Promise<void>
  /** Tells the conversation of a passkey that this device has, if nobody did. */
  tellPasskey(): Promise<void>
}

/** The chat page's whole state and everything a visitor can do. */
export interface CustomerChat extends Observable<CustomerView> {
  /** What is kept for other devices. Undefined before the chat is ready. */
  readonly kept: CustomerKept | undefined
  /** Resolves when the text is in the outbox (persisted); its row shows what became of it. */
  send(text: string): Promise<void>
  /** Tries a failed row again. */
  retry(rowId: string): Promise<void>
  /** Call on every input; throttled inside. */
  typing(): void
  /** Panel open and page in the foreground: what is shown counts as read. */
  visible(isVisible: boolean): void
  /** Shows a hundred older rows, if there are any. */
  loadEarlier(): Promise<void>
  /**
   * What the customer wants to be called, told inside the next message and never to the server. `""` tells nobody;
   * a name once told cannot be taken back, only replaced. Throws a RangeError when it is longer than 80 characters.
   */
  setName(name: string): Promise<void>
  /** "This is not my computer": memory only from now on; wipes what was kept. */
  forget(): Promise<void>
  /** A new conversation after a deletion or a resolution. */
  startNew(): Promise<void>
  /** Undefined without a conversation. Loads what it needs; rejects when that cannot be fetched. */
  confirming(): Promise<CustomerConfirming | undefined>
  deleteConversation(): Promise<void>
  /** Forgets everything on this device. The chat is closed afterwards. */
  reset(): Promise<void>
  close(): void
}

export interface CustomerChatOptions {
  /** The Sotto server's public origin. */
  readonly origin: string
  readonly inbox: string
  /** RFC 7638 thumbprint of the organisation root, when the embedding page pins it. */
  readonly pinnedRoot?: string
  readonly keep: boolean
  /**
   * Asks the company for its token for the device with this thumbprint; `""` when nobody is logged in. Nothing is
   * believed of it here. Rejects with Offline when no answer comes.
   */
  readonly identify?: ((jkt: string, organisation: string) => Promise<string>) | undefined
}

export type DevicePhase =
  | "starting"
  | "registering"
  | "waiting"
  | "ready"
  | "lapsed"
  | "revoked"
  | "refused"
  | "unsupported"

export interface ConversationSummary {
  readonly id: string
  readonly inbox: string
  readonly customer: Person
  readonly status: ShownStatus
  readonly unread: number
  readonly preview: string
  readonly lastActivityAt: number
  readonly typing: boolean
  readonly stopped: boolean
}

export interface Alarm {
  readonly id: string
  readonly conversation: string | undefined
  readonly rule: string
  readonly at: number
}

export interface DeskView {
  /** "waiting": for a certificate. "refused": the server shows another organisation root than the pinned one. */
  readonly phase: DevicePhase
  readonly reason: string | undefined
  readonly connection: ConnectionState
  /** The staff session ended; sign in again and open a new desk. */
  readonly signedOut: boolean
  readonly me: Person
  readonly device: string
  readonly deviceName: string
  /** Of this device's key, as people read it aloud before a certificate is issued. */
  readonly fingerprint: string
  /** Newest activity first. */
  readonly conversations: readonly ConversationSummary[]
  readonly open: ConversationView | undefined
  /** Catching up after an absence. */
  readonly progress: { readonly done: number; readonly total: number } | undefined
  readonly alarms: readonly Alarm[]
}

/** The console's whole conversation state and everything an agent can do with it. */
export interface Desk extends Observable<DeskView> {
  /** What survives the loss of this device. Undefined on a desk that never opened. */
  readonly vault: Vault | undefined
  open(id: string | undefined): Promise<void>
  /** Resolves when the text is in the outbox (persisted). */
  send(id: string, text: string): Promise<void>
  retry(id: string, rowId: string): Promise<void>
  typing(id: string): void
  visible(isVisible: boolean): void
  /** Shows a hundred older rows of the open conversation. */
  loadEarlier(): Promise<void>
  resolve(id: string): Promise<void>
  reopen(id: string): Promise<void>
  /** Asks the customer to confirm who they are. Resolves when the request is in the outbox (persisted). */
  askToConfirm(id: string): Promise<void>
  checkCertificate(): Promise<void>
  close(): void
}
