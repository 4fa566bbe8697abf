import * as v from "valibot"
import { deskStoreName } from "./desk.ts"
import { browserEnvironment, type Environment } from "./environment.ts"
import { put, remove, Store, type Table } from "./store/store.ts"
import { exclusively } from "./sync/locks.ts"

const DRAFT = "draft"
const table: Table<string> = { name: "settings", schema: v.string() }

type Locks = Pick<Environment, "locks">

/**
 * Seals half-written answers, by conversation, into the person's own store. What another tab has kept for the same
 * conversation stays beside it.
 */
export function keepDrafts(
  user: string,
  drafts: ReadonlyMap<string, string>,
  tabs: Locks = browserEnvironment(),
): Promise<void> {
  return withStore(user, tabs, async (store) => {
    const writes = [...drafts].map(async ([conversation, text]) => {
      const key = [DRAFT, conversation]
      return put(table, key, both(await store.get(table, key), text))
    })
    await store.write(await Promise.all(writes))
  })
}

/** Whoever takes them has them alone: they are no longer in the store. */
export function takeDrafts(
  user: string,
  tabs: Locks = browserEnvironment(),
): Promise<ReadonlyMap<string, string>> {
  return withStore(user, tabs, async (store) => {
    const found = await store.range(table, { prefix: [DRAFT] })
    await store.write(found.map(({ key }) => remove(table, key)))
    return new Map(found.map(({ key, value }) => [String(key[1]), value]))
  })
}

async function withStore<T>(user: string, tabs: Locks, work: (store: Store) => Promise<T>): Promise<T> {
  const name = deskStoreName(user)
  return exclusively(tabs, `${name} drafts`, async () => {
    const store = await Store.inBrowser(name)
    try {
      return await work(store)
    } finally {
      store.close()
    }
  })
}

function both(kept: string | undefined, text: string): string {
  if (kept === undefined || text.includes(kept)) return text
  return kept.includes(text) ? kept : `${kept}\n\n${text}`
}
