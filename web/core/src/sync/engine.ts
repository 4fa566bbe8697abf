import type { SignatureKey } from "@sotto/mls"
import type { Api } from "../api/api.ts"
import type { SequencedFrame } from "../conversation/apply.ts"
import type { Device } from "../conversation/device.ts"
import { CONVERSATIONS, type ConversationRecord, OUTBOX, RECEIPTS, RESTORED } from "../conversation/tables.ts"
import type { Environment } from "../environment.ts"
import type { ServerFrame } from "../frames.ts"
import type { ConnectionState } from "../views.ts"
import { Acknowledgements } from "./acknowledgements.ts"
import { Connection } from "./connection.ts"
import { Tabs } from "./tabs.ts"
import { Thread } from "./thread.ts"
import { WipeConfirmations } from "./wipeConfirmations.ts"

export type WelcomeFrame = Extract<ServerFrame, { readonly kind: "welcome" }>

export interface EngineEvents {
  /** A conversation's record was stored, by this tab or another. */
  readonly stored: (id: string, record: ConversationRecord) => void
  readonly typing: (id: string) => void
  readonly state: (state: ConnectionState) => void
  /** Everything that was missing has been dealt with. */
  readonly caughtUp: () => void
  readonly ended: (code: string) => void
  /** Resolves when revocations are known as of now, or the server cannot be asked. */
  readonly directory: () => Promise<void>
  /** Somebody invites this device into a conversation that it does not know. */
  readonly welcome: (frame: WelcomeFrame) => Promise<void>
  /** Another tab forgot everything. */
  readonly wiped: () => void
  /** Another tab began or left the customer's current conversation. */
  readonly current: () => void
  /** Something that people must hear of, whatever they are looking at. */
  readonly alarm: (conversation: string, rule: string) => void
  /** Somebody looks at this conversation right now. */
  readonly isVisible: (id: string) => boolean
}

export interface EngineOptions {
  readonly origin: string
  readonly key: SignatureKey
  readonly api: Api
  readonly environment: Environment
  readonly device: (connection: Connection) => Device
  readonly events: EngineEvents
}

/** After so many fresh starts that did not bring what is missing, we stop asking by ourselves. */
const MAX_RESYNCS = 5
/** Conversations whose groups stay in memory; others are read again when they are needed. */
const MAX_LOADED = 64

/** Takes the stream of events to the conversations, one frame after the other, and keeps everything going. */
export class Engine {
  readonly device: Device
  readonly tabs: Tabs
  readonly #events: EngineEvents
  readonly #threads = new Map<string, Thread>()
  readonly #acknowledgements: Acknowledgements
  readonly #wipes: WipeConfirmations
  /** Conversations used lately, oldest first. */
  readonly #loaded = new Set<string>()
  #queue: Promise<void> = Promise.resolve()
  #waiting = 0
  #resyncs = 0
  #resyncing = false
  #isCaughtUp = true
  #done = 0

  constructor({ origin, key, api, environment, device, events }: EngineOptions) {
    this.#events = events
    const { ended } = events
    const state = (next: ConnectionState) => {
      if (next === "online") {
        this.#resyncing = false
        this.#isCaughtUp = false
        this.#done = 0
      }
      events.state(next)
    }
    const frame = (received: ServerFrame) => this.take(received)
    this.device = device(new Connection({ origin, key, api, environment, events: { frame, state, ended } }))
    this.#acknowledgements = new Acknowledgements(this.device)
    this.#wipes = new WipeConfirmations(this.device, (id) => this.thread(id))
    this.tabs = new Tabs(this.device.scope, environment, (note) => {
      if (note.kind === "wiped") events.wiped()
      else if (note.kind === "current") events.current()
      else this.#run(this.#threadChanged(note.conversation))
    })
  }

  /** Catching up after an absence: undefined once everything that was missing is there. */
  get progress(): { readonly done: number; readonly total: number } | undefined {
    return this.#isCaughtUp ? undefined : { done: this.#done, total: this.#done + this.#waiting }
  }

  /** Every conversation's small record; the only full scan there is, once at the start. */
  async records(): Promise<readonly (readonly [string, ConversationRecord])[]> {
    const found = await this.device.store.range(CONVERSATIONS, { prefix: [] })
    const records = found.map(({ key, value }) => [String(key[0]), value] as const)
    for (const [id, record] of records) this.#wipes.note(id, record)
    return records
  }

  /** What was taken before the call is dealt with. */
  idle(): Promise<void> {
    return this.#queue
  }

  isTyping(id: string): boolean {
    return (this.#threads.get(id)?.typing.people.length ?? 0) > 0
  }

  start(): void {
    this.device.connection.start()
  }

  /** Undefined when the store has no such conversation. */
  async thread(id: string): Promise<Thread | undefined> {
    const known = this.#threads.get(id)
    if (known !== undefined) return known
    const record = await this.device.store.get(CONVERSATIONS, [id])
    return record === undefined ? undefined : this.newThread(id, record.inbox)
  }

  newThread(id: string, inbox: string): Thread {
    const known = this.#threads.get(id)
    if (known !== undefined) return known
    const thread = new Thread(id, inbox, this.device, {
      stored: (_, record, own) => this.#stored(id, record, own),
      typing: () => this.#events.typing(id),
      applyEvents: (events) => this.#takeAll(events),
    })
    this.#threads.set(id, thread)
    return thread
  }

  /** In the order of calls; resolves when the frame is dealt with. */
  take(frame: ServerFrame): Promise<void> {
    this.#waiting += 1
    const done = this.#queue.then(() => this.#handle(frame))
    this.#queue = done
      .catch((error: unknown) => {
        // A hole must not be stepped over: the server begins again at the stored cursors.
        this.device.environment.report(error)
        this.#resync()
      })
      .finally(() => {
        this.#waiting -= 1
        this.#done += 1
      })
      .then(() => (this.#waiting === 0 ? this.#acknowledgements.flush() : undefined))
    return this.#queue
  }

  close(): void {
    this.device.connection.stop()
    this.device.api.close()
    this.tabs.close()
    this.#wipes.stop()
    for (const thread of this.#threads.values()) thread.close()
    this.#threads.clear()
  }

  async #takeAll(frames: readonly ServerFrame[]): Promise<void> {
    for (const frame of frames) await this.take(frame)
  }

  async #handle(frame: ServerFrame): Promise<void> {
    switch (frame.kind) {
      case "caughtUp":
        this.#isCaughtUp = true
        if (!this.#resyncing) this.#resyncs = 0
        await this.#pumpAll()
        this.#wipes.confirmAll()
        this.#events.caughtUp()
        return
      case "directory":
        // Who waits is looked at with what is known of revocations from now on, not from before.
        return this.#run(
          this.#events
            .directory()
            .then(() => import("../admission/admission.ts"))
            .then(({ admitWaiting }) => admitWaiting(this)),
        )
      case "typing": {
        const thread = await this.thread(frame.conversation)
        const group = thread?.conversation.situation?.group
        if (thread !== undefined && group !== undefined) await thread.typing.receive(frame, group)
        return
      }
      case "welcome":
      case "commit":
      case "message":
      case "status":
      case "deleted":
      case "gap":
        return this.#apply(frame)
    }
  }

  async #apply(frame: SequencedFrame): Promise<void> {
    const id = frame.conversation
    const thread = await this.thread(id)
    if (thread === undefined) return this.#unknown(frame)
    const before = this.#loaded.has(id)
    const verdict = await thread.conversation.apply(frame, this.#events.isVisible(id))
    if (!before) this.#remember(id)
    if (verdict === "missing") return this.#resync()
    const record = thread.conversation.situation?.record
    // Known from the vault alone until now: this makes the device a member.
    if (verdict === "ignored" && frame.kind === "welcome" && record?.stopped === RESTORED)
      return this.#unknown(frame)
    if (verdict === "ignored") return
    if (record === undefined) return
    if (verdict === "step") this.#after(frame, thread, record)
    if (record.status !== "deleted") this.#acknowledgements.owe(id, record.cursor)
  }

  async #unknown(frame: SequencedFrame): Promise<void> {
    if (frame.kind === "welcome") {
      await this.#events.welcome(frame)
      const record = (await this.thread(frame.conversation))?.conversation.situation?.record
      if (record?.stopped !== undefined) {
        // From the vault: it stays to be read, and whoever refused the Welcome says why.
        if (record.stopped !== RESTORED) this.#events.alarm(frame.conversation, record.stopped)
      } else if (record !== undefined) this.#acknowledgements.owe(frame.conversation, record.cursor)
      return
    }
    // We hold nothing of it, and say so.
    if (frame.kind === "deleted") this.#wipes.confirmUnknown(frame.conversation)
  }

  #after(frame: SequencedFrame, thread: Thread, record: ConversationRecord): void {
    const { id } = thread.conversation
    if (record.status === "deleted") {
      this.#acknowledgements.drop(id)
      return
    }
    if (record.stopped !== undefined && record.stopped !== "removed") this.#events.alarm(id, record.stopped)
    if (frame.kind === "message") {
      thread.typing.stop(frame.device)
      thread.receipts.schedule()
    }
    if (frame.kind === "commit") this.#run(thread.outbox.pump())
  }

  /** Sends what is left from before: the outboxes of all conversations, and receipts still owed. */
  async #pumpAll(): Promise<void> {
    const { store } = this.device
    const waiting = await Promise.all([
      store.range(OUTBOX, { prefix: [] }),
      store.range(RECEIPTS, { prefix: [] }),
    ])
    for (const id of new Set(waiting.flat().map(({ key }) => String(key[0])))) {
      const thread = await this.thread(id)
      thread?.receipts.schedule()
      if (thread !== undefined) this.#run(thread.outbox.pump())
    }
  }

  /** Once for each connection: the frames that follow a hole all show the same hole. */
  #resync(): void {
    if (this.#resyncing) return
    this.#resyncing = true
    this.#resyncs += 1
    if (this.#resyncs <= MAX_RESYNCS) this.device.connection.resync()
  }

  #stored(id: string, record: ConversationRecord, own: boolean): void {
    if (own) this.tabs.post({ kind: "changed", conversation: id })
    this.#wipes.note(id, record)
    if (record.status === "deleted") this.#wipes.confirmAll()
    this.#events.stored(id, record)
  }

  async #threadChanged(id: string): Promise<void> {
    const thread = await this.thread(id)
    await thread?.conversation.refresh()
  }

  #remember(id: string): void {
    this.#loaded.add(id)
    const [oldest] = this.#loaded
    if (oldest === undefined || this.#loaded.size <= MAX_LOADED) return
    this.#loaded.delete(oldest)
    this.#threads.get(oldest)?.conversation.release()
  }

  #run(work: Promise<void>): void {
    work.catch(this.device.environment.report)
  }
}
