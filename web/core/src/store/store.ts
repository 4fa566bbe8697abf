import { type BaseIssue, type BaseSchema, instance, parse } from "valibot"
import { decode, encode } from "../plainCbor.ts"
import { IndexedDbRecords } from "./indexedDbRecords.ts"
import { MemoryRecords } from "./memoryRecords.ts"
import {
  type Change,
  type RangeQuery,
  type RecordKey,
  type Records,
  TABLES,
  type TableName,
} from "./records.ts"
import { Sealer } from "./sealing.ts"

export const SIGNATURE_KEY = "signature key"
const SEALING_KEY = "sealing key"
export const VAULT_KEY = "vault key"
const HANDLES = [SEALING_KEY, SIGNATURE_KEY, VAULT_KEY] as const
export type HandleName = (typeof HANDLES)[number]

/** What lies in a table, and the parser for it. */
export interface Table<T> {
  readonly name: TableName
  readonly schema: BaseSchema<unknown, T, BaseIssue<unknown>>
}

export interface Found<T> {
  readonly key: RecordKey
  readonly value: T
}

/** A change before sealing. Made by `put`, `remove` and `clear`, so that values fit their tables. */
export type Write =
  | { readonly kind: "put"; readonly table: TableName; readonly key: RecordKey; readonly value: unknown }
  | Exclude<Change, { kind: "put" }>

export function put<T>(table: Table<T>, key: RecordKey, value: T): Write {
  return { kind: "put", table: table.name, key, value }
}

export function remove(table: Table<unknown>, key: RecordKey): Write {
  return { kind: "delete", table: table.name, key }
}

export function clear(table: Table<unknown>, prefix: RecordKey): Write {
  return { kind: "clear", table: table.name, prefix }
}

/** Sealed records with types: nothing but keys made of ids, numbers and hashes is readable on disk. */
export class Store {
  readonly #records: Records
  readonly #sealer: Sealer

  private constructor(records: Records, sealer: Sealer) {
    this.#records = records
    this.#sealer = sealer
  }

  static async open(records: Records): Promise<Store> {
    const stored = await records.getHandle(SEALING_KEY)
    const key = stored ?? (await records.keepHandle(SEALING_KEY, await Sealer.generateKey()))
    return new Store(records, new Sealer(parse(instance(CryptoKey), key)))
  }

  static async inBrowser(name: string): Promise<Store> {
    return Store.open(await IndexedDbRecords.open(name))
  }

  static inMemory(): Promise<Store> {
    return Store.open(new MemoryRecords())
  }

  async get<T>(table: Table<T>, key: RecordKey): Promise<T | undefined> {
    const sealed = await this.#records.get(table.name, key)
    return sealed === undefined ? undefined : this.#open(table, key, sealed)
  }

  async range<T>(table: Table<T>, query: RangeQuery): Promise<readonly Found<T>[]> {
    const found = await this.#records.range(table.name, query)
    return Promise.all(
      found.map(async ({ key, value }) => ({ key, value: await this.#open(table, key, value) })),
    )
  }

  /** One transaction. Sealing happens before, because IndexedDB transactions end while WebCrypto works. */
  async write(writes: readonly Write[]): Promise<void> {
    if (writes.length === 0) return
    await this.#records.write(await Promise.all(writes.map((write) => this.#seal(write))))
  }

  getHandle(name: HandleName): Promise<unknown> {
    return this.#records.getHandle(name)
  }

  /** Keeps the first handle of that name, whichever tab comes first; returns the one that stays. */
  keepHandle(name: HandleName, handle: unknown): Promise<unknown> {
    return this.#records.keepHandle(name, handle)
  }

  /** Nothing can be done with what the handle stood for afterwards, on this device. */
  dropHandle(name: typeof VAULT_KEY): Promise<void> {
    return this.#records.dropHandle(name)
  }

  /** The same records in memory alone; what lay on the disk is wiped when this resolves. */
  async moveToMemory(): Promise<Store> {
    const memory = new MemoryRecords()
    for (const table of TABLES) {
      const found = await this.#records.range(table, { prefix: [] })
      await memory.write(found.map(({ key, value }) => ({ kind: "put", table, key, value })))
    }
    for (const name of HANDLES) {
      const handle = await this.#records.getHandle(name)
      if (handle !== undefined) await memory.keepHandle(name, handle)
    }
    await this.#records.wipe()
    return new Store(memory, this.#sealer)
  }

  wipe(): Promise<void> {
    return this.#records.wipe()
  }

  close(): void {
    this.#records.close()
  }

  async #open<T>(table: Table<T>, key: RecordKey, sealed: Uint8Array): Promise<T> {
    const value: unknown = decode(await this.#sealer.open(place(table.name, key), sealed))
    return parse(table.schema, value)
  }

  async #seal(write: Write): Promise<Change> {
    if (write.kind !== "put") return write
    const { table, key, value } = write
    return { ...write, value: await this.#sealer.seal(place(table, key), encode(value)) }
  }
}

function place(table: TableName, key: RecordKey): string {
  return JSON.stringify([table, ...key])
}
