import { loadGroup } from "@sotto/mls"
import type { RecordKey } from "../store/records.ts"
import { type Found, put, remove, type Write } from "../store/store.ts"
import { exclusively } from "../sync/locks.ts"
import { applyFrame, type SequencedFrame, type Verdict } from "./apply.ts"
import { memberContext } from "./applyCommit.ts"
import type { Device } from "./device.ts"
import { Members } from "./members.ts"
import { type PlacedRow, rowWrite, type Situation, type Step } from "./step.ts"
import { CONVERSATIONS, type ConversationRecord, GROUPS, OUTBOX, type OutboxEntry, ROWS } from "./tables.ts"

export const PAGE = 100

/** Told after every change that is stored; `own` when this tab made it. */
export type ConversationListener = (
  conversation: Conversation,
  record: ConversationRecord,
  own: boolean,
) => void

/**
 * One conversation of this device. Every change is made under the conversation's Web Lock, from the state that the
 * store holds (another tab may have moved it), and stored in one transaction before anybody sees it.
 */
export class Conversation {
  readonly id: string
  readonly inbox: string
  readonly device: Device
  readonly members: Members
  readonly #listener: ConversationListener
  #situation: Situation | undefined
  #rows: readonly PlacedRow[] | undefined
  #hasEarlier = false
  #outbox: readonly Found<OutboxEntry>[] = []

  constructor(id: string, inbox: string, device: Device, listener: ConversationListener) {
    this.id = id
    this.inbox = inbox
    this.device = device
    this.members = new Members(device, inbox)
    this.#listener = listener
  }

  /** As last read or written by this tab. */
  get situation(): Situation | undefined {
    return this.#situation
  }

  /** The rows that are loaded, oldest first; none until somebody looks. */
  get rows(): readonly PlacedRow[] {
    return this.#rows ?? []
  }

  get hasEarlier(): boolean {
    return this.#hasEarlier
  }

  get outbox(): readonly Found<OutboxEntry>[] {
    return this.#outbox
  }

  /**
   * Runs `work` alone with the newest state and stores its step. Undefined when there is no such conversation.
   * When `work` throws, nothing has changed. Not reentrant.
   */
  act<T>(work: (situation: Situation) => Promise<readonly [Step | undefined, T]>): Promise<T | undefined> {
    return this.#locked(async () => {
      const situation = await this.#read()
      if (situation === undefined) return undefined
      const [step, result] = await work(situation)
      if (step !== undefined) await this.#save(step, situation.record.version)
      return result
    })
  }

  /** Stores a conversation that was not there before. False when it is there already. */
  create(step: Step): Promise<boolean> {
    return this.#locked(async () => {
      if ((await this.#read()) !== undefined) return false
      await this.#save(step, 0)
      return true
    })
  }

  /** Runs `work` while nobody can change the conversation. */
  hold<T>(work: () => Promise<T>): Promise<T> {
    return this.#locked(work)
  }

  async apply(frame: SequencedFrame, visible: boolean): Promise<Verdict["kind"]> {
    const applying = { device: this.device, members: this.members, visible }
    const verdict = await this.act(async (situation) => {
      const verdict = await applyFrame(frame, situation, applying)
      return [verdict.kind === "step" ? verdict.step : undefined, verdict.kind]
    })
    return verdict ?? "ignored"
  }

  /** Another tab changed it. */
  async refresh(): Promise<void> {
    if (this.#rows !== undefined) await this.#locked(() => this.#read())
    // Without anybody looking the small record will do; the group is read when it is needed.
    const record = this.#rows === undefined ? await this.#record() : this.#situation?.record
    if (record !== undefined) this.#listener(this, record, false)
  }

  /** Lets go of the group in memory; the store has it. */
  release(): void {
    if (this.#rows === undefined) this.#situation = undefined
  }

  /** Loads the newest page of rows; from here on they are kept current. */
  async look(): Promise<void> {
    await this.#locked(async () => {
      await this.#read()
      if (this.#rows === undefined) await this.#loadRows()
    })
  }

  /** Rows are dropped from memory; the store has them. */
  lookAway(): void {
    this.#rows = undefined
    this.#outbox = []
  }

  async loadEarlier(): Promise<void> {
    await this.#locked(async () => {
      const first = this.#rows?.[0]
      if (first === undefined) return
      const earlier = await this.#page([this.id, first.sequence, first.part])
      this.#rows = [...earlier, ...(this.#rows ?? [])]
    })
  }

  #locked<T>(work: () => Promise<T>): Promise<T> {
    return exclusively(this.device.environment, `${this.device.scope} ${this.id}`, work)
  }

  async #read(): Promise<Situation | undefined> {
    const { store } = this.device
    const record = await this.#record()
    if (record === undefined) {
      this.#situation = undefined
      return undefined
    }
    if (record.version === this.#situation?.record.version) return this.#situation
    const saved = await store.get(GROUPS, [this.id])
    const group =
      saved === undefined ? undefined : await loadGroup(saved, memberContext(this.device, this.members))
    this.#situation = { id: this.id, record, group }
    if (this.#rows !== undefined) await this.#loadRows()
    return this.#situation
  }

  async #save(step: Step, version: number): Promise<void> {
    const record = { ...step.record, version: version + 1 }
    const rows = step.rows ?? []
    await this.device.store.write([
      // Clearing comes first, so that a row written with a wipe stays.
      ...(step.writes ?? []),
      ...this.#groupWrites(step),
      ...rows.map((row) => rowWrite(this.id, row)),
      put(CONVERSATIONS, [this.id], record),
    ])
    const group = step.group === undefined ? this.#situation?.group : (step.group ?? undefined)
    this.#situation = { id: this.id, record, group }
    if (record.status === "deleted") this.#rows = []
    if (this.#rows !== undefined) {
      this.#rows = merge(this.#rows, rows)
      this.#outbox = await this.device.store.range(OUTBOX, { prefix: [this.id] })
    }
    this.#listener(this, record, true)
  }

  #record(): Promise<ConversationRecord | undefined> {
    return this.device.store.get(CONVERSATIONS, [this.id])
  }

  #groupWrites({ group }: Step): readonly Write[] {
    if (group === undefined) return []
    return [group === null ? remove(GROUPS, [this.id]) : put(GROUPS, [this.id], group.save())]
  }

  async #loadRows(): Promise<void> {
    this.#rows = await this.#page()
    this.#outbox = await this.device.store.range(OUTBOX, { prefix: [this.id] })
  }

  async #page(before?: RecordKey): Promise<readonly PlacedRow[]> {
    const query = {
      prefix: [this.id],
      newestFirst: true,
      limit: PAGE + 1,
      ...(before === undefined ? {} : { before }),
    }
    const found = await this.device.store.range(ROWS, query)
    this.#hasEarlier = found.length > PAGE
    return found
      .slice(0, PAGE)
      .reverse()
      .map(({ key: [, sequence, part], value }) => ({
        sequence: Number(sequence),
        part: Number(part),
        row: value,
      }))
  }
}

/** Changed rows take their old places; new ones follow. */
function merge(rows: readonly PlacedRow[], changed: readonly PlacedRow[]): readonly PlacedRow[] {
  const first = rows[0]
  let merged = rows
  for (const row of changed) {
    if (first !== undefined && compare(row, first) < 0) continue // on a page that is not loaded
    const index = merged.findIndex((old) => compare(old, row) === 0)
    merged = index < 0 ? [...merged, row] : merged.with(index, row)
  }
  return merged
}

function compare(a: PlacedRow, b: PlacedRow): number {
  return a.sequence - b.sequence || a.part - b.part
}
