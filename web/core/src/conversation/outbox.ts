import type { Group, PendingCommit } from "@sotto/mls"
import type { ServerFrame } from "../frames.ts"
import { newId } from "../ids.ts"
import type { RecordKey } from "../store/records.ts"
import { type Found, put, remove } from "../store/store.ts"
import { Backoff } from "../sync/backoff.ts"
import type { Conversation } from "./conversation.ts"
import { deliverCommit, deliverMessage, type Outcome } from "./delivery.ts"
import { encrypt } from "./encrypt.ts"
import { owesFreshPath } from "./freshness.ts"
import type { Situation, Step } from "./step.ts"
import {
  type Attempt,
  COMMITS,
  OUTBOX,
  type OutboxEntry,
  type Outgoing,
  type PendingRecord,
} from "./tables.ts"

type Job =
  | { readonly kind: "commit"; readonly pending: PendingRecord }
  | { readonly kind: "message"; readonly key: RecordKey; readonly attempt: Attempt }

type Decision = readonly [Step | undefined, Job | undefined]

/** Applies events that came with an answer instead of on the stream. */
export type ApplyEvents = (events: readonly ServerFrame[]) => Promise<void>

/**
 * Sends what lies in a conversation's outbox, strictly in order. Everything is encrypted once under the lock and
 * stored before it is posted, and posted again byte for byte until the server has answered.
 */
export class Outbox {
  readonly #conversation: Conversation
  readonly #applyEvents: ApplyEvents
  readonly #backoff: Backoff
  /** Our commits that the server has taken and whose echo is still to come. */
  readonly #taken = new Set<string>()
  #running: Promise<void> | undefined
  #again = false
  #cancelRetry: (() => void) | undefined

  constructor(conversation: Conversation, applyEvents: ApplyEvents) {
    this.#conversation = conversation
    this.#applyEvents = applyEvents
    this.#backoff = new Backoff(conversation.device.environment.random)
  }

  /** Persisted when this resolves. */
  async add(outgoing: Outgoing): Promise<void> {
    await this.#conversation.act(async (situation) => [added(outgoing, situation, this.#now()), undefined])
  }

  /** Gives a refused entry another try, in its old place, as a new message. */
  async retry(row: string): Promise<void> {
    await this.#conversation.act(async ({ id, record }) => {
      const entries = await this.#entries(id)
      const entry = entries.find(({ value }) => value.outgoing.kind === "text" && value.outgoing.row === row)
      if (entry?.value.failed === undefined) return [undefined, undefined]
      const { at, outgoing } = entry.value
      return [{ record, writes: [put(OUTBOX, entry.key, { at, outgoing })] }, undefined]
    })
    await this.pump()
  }

  /** Sends until nothing is left or the server cannot be reached; then it comes back by itself. */
  pump(): Promise<void> {
    this.#again = true
    this.#running ??= this.#run()
    return this.#running
  }

  stop(): void {
    this.#cancelRetry?.()
  }

  async #run(): Promise<void> {
    this.#cancelRetry?.()
    try {
      while (this.#again) {
        this.#again = false
        // What was asked meanwhile is looked at in the next round.
        this.#again = (await this.#sendNext()) || this.#again
      }
    } finally {
      this.#running = undefined
    }
  }

  /** False when there is nothing to send now. */
  async #sendNext(): Promise<boolean> {
    await this.#conversation.device.beforeSending()
    const job = await this.#conversation.act((situation) => this.#decide(situation))
    if (job === undefined) return false
    const { id, device } = this.#conversation
    const outcome =
      job.kind === "commit"
        ? await deliverCommit(id, job.pending, device.api)
        : await deliverMessage(id, job.attempt, device)
    const moved = await this.#settle(job, outcome)
    if (moved) this.#backoff.succeeded()
    else this.#comeBack()
    return moved
  }

  async #decide(situation: Situation): Promise<Decision> {
    const { id, record, group } = situation
    const sendable = record.created && record.stopped === undefined && record.status !== "deleted"
    if (!sendable || group === undefined || !this.#conversation.device.isTrusted()) return NOTHING
    const entry = (await this.#entries(id)).find(
      ({ value }) => value.failed === undefined && !isAccepted(value),
    )
    // A message under way goes first: a commit of ours would only make it stale.
    if (entry?.value.attempt !== undefined) {
      return [undefined, { kind: "message", key: entry.key, attempt: entry.value.attempt }]
    }
    const pending = await this.#conversation.device.store.get(COMMITS, [id])
    if (pending !== undefined) {
      return this.#taken.has(pending.idempotencyKey) ? NOTHING : [undefined, { kind: "commit", pending }]
    }
    const commit = await this.#commitBefore(group, situation)
    if (commit !== undefined) return this.#prepareCommit(commit, group, situation)
    return entry === undefined ? NOTHING : this.#prepareMessage(entry, group, situation)
  }

  /** Who must go, goes before the next word is said; otherwise a fresh path when one is owed. */
  async #commitBefore(group: Group, { record }: Situation): Promise<PendingCommit | undefined> {
    const lost = await this.#conversation.members.lostAgents(group)
    if (lost.length > 0) return group.remove(lost)
    if (!owesFreshPath(record, this.#now())) return undefined
    const own = group.members.find(({ leaf }) => leaf === group.ownLeaf)
    return group.update(this.#conversation.device.credential(own?.identity))
  }

  #prepareCommit(commit: PendingCommit, group: Group, { id, record }: Situation): Decision {
    const pending = {
      idempotencyKey: newId("msg"),
      epoch: Number(group.epoch),
      commit: commit.commit,
      groupInfo: commit.groupInfo,
      next: commit.next.save(),
    }
    const step = {
      record: { ...record, triedFreshAt: this.#now(), returned: false },
      writes: [put(COMMITS, [id], pending)],
    }
    return [step, { kind: "commit", pending }]
  }

  async #prepareMessage(
    entry: Found<OutboxEntry>,
    group: Group,
    { id, record }: Situation,
  ): Promise<Decision> {
    const { outgoing } = entry.value
    if (outgoing.kind === "event" && (outgoing.epoch ?? Number(group.epoch)) !== Number(group.epoch)) {
      this.#again = true // what waits behind it
      return [
        { record, writes: [put(OUTBOX, entry.key, { ...entry.value, failed: "epoch_moved" })] },
        undefined,
      ]
    }
    const { attempt, next } = await encrypt(outgoing, id, group, this.#conversation.device, record)
    const step = { record, group: next, writes: [put(OUTBOX, entry.key, { ...entry.value, attempt })] }
    return [step, { kind: "message", key: entry.key, attempt }]
  }

  /** False when the same job has to be done again later. */
  async #settle(job: Job, outcome: Outcome): Promise<boolean> {
    if (outcome.kind === "later") return false
    if (outcome.kind === "stale") await this.#applyEvents(outcome.events)
    return job.kind === "commit"
      ? this.#settleCommit(job.pending, outcome)
      : this.#settleMessage(job, outcome)
  }

  async #settleCommit(pending: PendingRecord, outcome: Outcome): Promise<boolean> {
    if (outcome.kind === "accepted") {
      this.#taken.add(pending.idempotencyKey)
      return true
    }
    await this.#conversation.act(async ({ id, record }) => {
      const current = await this.#conversation.device.store.get(COMMITS, [id])
      if (current?.idempotencyKey !== pending.idempotencyKey) return NOTHING
      return [{ record, writes: [remove(COMMITS, [id])] }, undefined]
    })
    return outcome.kind === "stale"
  }

  async #settleMessage(
    { key, attempt }: Extract<Job, { kind: "message" }>,
    outcome: Outcome,
  ): Promise<boolean> {
    const moved = await this.#conversation.act(async ({ record, group }) => {
      const entry = await this.#conversation.device.store.get(OUTBOX, key)
      // Its echo was faster than the answer, or another tab settled it.
      if (entry?.attempt?.message !== attempt.message) return [undefined, true]
      const next = settled(entry, attempt, outcome, group)
      return next === undefined ? [undefined, false] : [{ record, writes: [put(OUTBOX, key, next)] }, true]
    })
    return moved ?? true
  }

  #comeBack(): void {
    this.#cancelRetry?.()
    const { environment } = this.#conversation.device
    this.#cancelRetry = environment.after(this.#backoff.next(), () => {
      this.pump().catch(environment.report)
    })
  }

  #entries(id: string): Promise<readonly Found<OutboxEntry>[]> {
    return this.#conversation.device.store.range(OUTBOX, { prefix: [id] })
  }

  #now(): number {
    return this.#conversation.device.environment.now()
  }
}

const NOTHING = [undefined, undefined] as const

export function added(outgoing: Outgoing, { id, record }: Situation, now: number): Step {
  return {
    record: { ...record, nextPlace: record.nextPlace + 1 },
    writes: [put(OUTBOX, [id, record.nextPlace], { at: now, outgoing })],
  }
}

/** Undefined when nothing can be said yet: the epoch that made it stale has not arrived. */
function settled(
  entry: OutboxEntry,
  attempt: Attempt,
  outcome: Outcome,
  group: Group | undefined,
): OutboxEntry | undefined {
  const { at, outgoing } = entry
  switch (outcome.kind) {
    case "accepted":
      return { ...entry, attempt: { ...attempt, accepted: true } }
    case "refused":
      return { at, outgoing, failed: outcome.code }
    case "stale":
      // Encrypted again under a new id: an id never stands for two bodies.
      return group !== undefined && group.epoch > BigInt(attempt.epoch) ? { at, outgoing } : undefined
    case "later":
      return undefined
  }
}

function isAccepted({ attempt }: OutboxEntry): boolean {
  return attempt?.accepted === true
}
