import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from "idb"
import {
  type Change,
  type FoundRecord,
  type RangeQuery,
  type RecordKey,
  type Records,
  StoreWiped,
  TABLES,
  type TableName,
} from "./records.ts"

type StoredKey = (string | number)[]
interface Table {
  key: StoredKey
  value: Uint8Array
}
type StoreName = TableName | "handles"
type Schema = DBSchema & Record<TableName, Table> & { handles: { key: string; value: unknown } }

/** Which life of the database this is: a wipe begins the next one. */
const GENERATION = "generation"

/** One database in the browser's storage; several tabs may have it open. */
export class IndexedDbRecords implements Records {
  readonly #database: IDBPDatabase<Schema>
  readonly #generation: string

  private constructor(database: IDBPDatabase<Schema>, generation: string) {
    this.#database = database
    this.#generation = generation
  }

  static async open(name: string): Promise<IndexedDbRecords> {
    const database = await openDatabase(name)
    const transaction = database.transaction("handles", "readwrite")
    const stored = await transaction.store.get(GENERATION)
    const generation = typeof stored === "string" ? stored : crypto.randomUUID()
    if (generation !== stored) await transaction.store.put(generation, GENERATION)
    await transaction.done
    return new IndexedDbRecords(database, generation)
  }

  get(table: TableName, key: RecordKey): Promise<Uint8Array | undefined> {
    return this.#database.get(table, [...key])
  }

  async range(table: TableName, query: RangeQuery): Promise<readonly FoundRecord[]> {
    const { store } = this.#database.transaction(table)
    if (query.newestFirst !== true) {
      const [keys, values] = await Promise.all([
        store.getAllKeys(rangeOf(query), query.limit),
        store.getAll(rangeOf(query), query.limit),
      ])
      return keys.flatMap((key, index) => pair(key, values[index]))
    }
    const found: FoundRecord[] = []
    let cursor = await store.openCursor(rangeOf(query), "prev")
    while (cursor !== null && found.length < (query.limit ?? Number.POSITIVE_INFINITY)) {
      found.push({ key: cursor.key, value: cursor.value })
      cursor = await cursor.continue()
    }
    return found
  }

  async write(changes: readonly Change[]): Promise<void> {
    const names: StoreName[] = ["handles", ...new Set(changes.map((change) => change.table))]
    // "strict": an acknowledgement to the server says that this is on disk.
    const transaction = this.#database.transaction(names, "readwrite", {
      durability: "strict",
    })
    const current = await transaction.objectStore("handles").get(GENERATION)
    if (current !== this.#generation) {
      transaction.abort()
      await transaction.done.catch(() => undefined) // the abort is ours
      throw new StoreWiped()
    }
    await Promise.all([...changes.map((change) => apply(transaction, change)), transaction.done])
  }

  getHandle(name: string): Promise<unknown> {
    return this.#database.get("handles", name)
  }

  async keepHandle(name: string, handle: unknown): Promise<unknown> {
    const transaction = this.#database.transaction("handles", "readwrite", { durability: "strict" })
    const stored = await transaction.store.get(name)
    if (stored === undefined) await transaction.store.put(handle, name)
    await transaction.done
    return stored ?? handle
  }

  dropHandle(name: string): Promise<void> {
    return this.#database.delete("handles", name)
  }

  async wipe(): Promise<void> {
    const names: StoreName[] = ["handles", ...TABLES]
    const transaction = this.#database.transaction(names, "readwrite", { durability: "strict" })
    // What somebody began after another tab's wipe is not ours to wipe.
    if ((await transaction.objectStore("handles").get(GENERATION)) !== this.#generation) return
    await Promise.all([...names.map((name) => transaction.objectStore(name).clear()), transaction.done])
  }

  close(): void {
    this.#database.close()
  }
}

function openDatabase(name: string): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(name, 1, {
    upgrade(database) {
      database.createObjectStore("handles")
      for (const table of TABLES) database.createObjectStore(table)
    },
    blocking: (_current, _blocked, event) => {
      // A later version of this page wants to upgrade; it must not wait for an old tab.
      if (event.target instanceof IDBDatabase) event.target.close()
    },
  })
}

function pair(key: RecordKey, value: Uint8Array | undefined): FoundRecord[] {
  return value === undefined ? [] : [{ key, value }]
}

type WriteTransaction = IDBPTransaction<Schema, StoreName[], "readwrite">

function apply(transaction: WriteTransaction, change: Change): Promise<unknown> {
  const store = transaction.objectStore(change.table)
  switch (change.kind) {
    case "put":
      return store.put(change.value, [...change.key])
    case "delete":
      return store.delete([...change.key])
    case "clear":
      return store.delete(rangeOf({ prefix: change.prefix }))
  }
}

function rangeOf(query: RangeQuery): IDBKeyRange {
  // In IndexedDB an array sorts above every text and number, so [...prefix, []] ends the prefix.
  const end: IDBValidKey[] = query.before === undefined ? [...query.prefix, []] : [...query.before]
  return IDBKeyRange.bound([...query.prefix], end, false, true)
}
