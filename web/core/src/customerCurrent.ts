import * as v from "valibot"
import { CONVERSATION_TABLES, CONVERSATIONS, type ConversationRecord, OUTBOX } from "./conversation/tables.ts"
import type { Environment } from "./environment.ts"
import { newId } from "./ids.ts"
import { clear, put, remove, type Store, type Table, type Write } from "./store/store.ts"
import { exclusively } from "./sync/locks.ts"
import type { Person } from "./views.ts"

const CURRENT: Table<string> = { name: "settings", schema: v.string() }
const KEY = ["current"]

/** Which conversation the customer is in. One at a time; the lock keeps two tabs from starting two. */
export class CurrentConversation {
  readonly #store: Store
  readonly #environment: Environment
  readonly #lock: string

  constructor(store: Store, environment: Environment, scope: string) {
    this.#store = store
    this.#environment = environment
    this.#lock = `${scope} current`
  }

  id(): Promise<string | undefined> {
    return this.#store.get(CURRENT, KEY)
  }

  /** The current conversation or a new draft, which the server does not know yet. Runs `use` before others can move it. */
  use<T>(inbox: string, customer: Person, use: (id: string) => Promise<T>): Promise<T> {
    return this.#locked(async () => {
      const known = await this.id()
      if (known !== undefined) return use(known)
      const id = newId("cnv")
      const record = draft(inbox, customer, this.#environment.now())
      await this.#store.write([put(CONVERSATIONS, [id], record), put(CURRENT, KEY, id)])
      return use(id)
    })
  }

  /** The next message starts a new conversation. */
  leave(): Promise<void> {
    return this.#locked(async () => {
      const id = await this.id()
      if (id === undefined) return
      const record = await this.#store.get(CONVERSATIONS, [id])
      const isGone = record?.status === "deleted" && record.wipeConfirmed
      await this.#store.write([remove(CURRENT, KEY), ...(isGone ? [remove(CONVERSATIONS, [id])] : [])])
    })
  }

  /**
   * The server refused this draft for good: the same texts under new ids, nothing of the old request kept.
   * With `failed`, they wait for people to try again.
   */
  renew(id: string, failed?: string): Promise<void> {
    return this.#locked(async () => {
      const record = await this.#store.get(CONVERSATIONS, [id])
      if (record === undefined || record.created || (await this.id()) !== id) return
      const next = newId("cnv")
      const entries = await this.#store.range(OUTBOX, { prefix: [id] })
      const moved = entries.map(
        ({ key, value: { at, outgoing } }): Write =>
          put(OUTBOX, [next, Number(key[1])], { at, outgoing, ...(failed === undefined ? {} : { failed }) }),
      )
      const fresh = {
        ...draft(record.inbox, record.customer, record.lastActivityAt),
        nextPlace: record.nextPlace,
      }
      await this.#store.write([
        ...CONVERSATION_TABLES.map((table) => clear(table, [id])),
        remove(CONVERSATIONS, [id]),
        put(CONVERSATIONS, [next], fresh),
        put(CURRENT, KEY, next),
        ...moved,
      ])
    })
  }

  /** Runs `work` while no tab can begin, renew or leave a conversation. */
  hold<T>(work: () => Promise<T>): Promise<T> {
    return this.#locked(work)
  }

  #locked<T>(work: () => Promise<T>): Promise<T> {
    return exclusively(this.#environment, this.#lock, work)
  }
}

function draft(inbox: string, customer: Person, now: number): ConversationRecord {
  return {
    version: 1,
    ...{
      inbox,
      customer: { ...customer, name: "" }, // nobody has been told yet
      status: "open",
      cursor: 0,
      created: false,
      unread: 0,
      preview: "",
    },
    ...{ lastActivityAt: now, nextPlace: 0, freshAt: now, triedFreshAt: now, seenAt: now, returned: false },
    wipeConfirmed: false,
  }
}
