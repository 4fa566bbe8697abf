/** Names of the object stores. Keys are never content: ids, numbers and hashes only, because keys are not sealed. */
export const TABLES = [
  "settings",
  "conversations",
  "contacts",
  "groups",
  "commits",
  "rows",
  "seen",
  "unread",
  "receipts",
  "outbox",
  "keyPackages",
] as const

export type TableName = (typeof TABLES)[number]

/** Keys sort element by element, so everything of a conversation lies together: [conversation, …]. */
export type RecordKey = readonly (string | number)[]

export type Change =
  | { readonly kind: "put"; readonly table: TableName; readonly key: RecordKey; readonly value: Uint8Array }
  | { readonly kind: "delete"; readonly table: TableName; readonly key: RecordKey }
  /** Everything whose key begins with `prefix`. */
  | { readonly kind: "clear"; readonly table: TableName; readonly prefix: RecordKey }

export interface RangeQuery {
  readonly prefix: RecordKey
  /** Only keys below this one. */
  readonly before?: RecordKey
  readonly newestFirst?: boolean
  readonly limit?: number
}

export interface FoundRecord {
  readonly key: RecordKey
  readonly value: Uint8Array
}

/**
 * Where sealed bytes are kept. `write` is one transaction: all changes or none, durable before it resolves.
 * Handles (non-extractable CryptoKeys) are kept apart, by structured clone.
 */
export interface Records {
  get(table: TableName, key: RecordKey): Promise<Uint8Array | undefined>
  range(table: TableName, query: RangeQuery): Promise<readonly FoundRecord[]>
  /** Throws StoreWiped, changing nothing, when the records were wiped since they were opened. */
  write(changes: readonly Change[]): Promise<void>
  getHandle(name: string): Promise<unknown>
  /** Keeps `handle` unless there is one of that name already; returns the one that stays. */
  keepHandle(name: string, handle: unknown): Promise<unknown>
  dropHandle(name: string): Promise<void>
  /** Removes everything in one transaction, handles first of all. */
  wipe(): Promise<void>
  close(): void
}

/** Another tab forgot everything; what this one knows must not be written back. */
export class StoreWiped extends Error {
  constructor() {
    super("the store was wiped")
    this.name = "StoreWiped"
  }
}

/** The order of IndexedDB keys, for the kinds of keys used here: numbers before texts, shorter first. */
export function compareKeys(a: RecordKey, b: RecordKey): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = compareParts(a[index], b[index])
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

function compareParts(a: string | number | undefined, b: string | number | undefined): number {
  if (typeof a === "number" && typeof b === "number") return a - b
  if (typeof a === "number") return -1
  if (typeof b === "number") return 1
  return (a ?? "") < (b ?? "") ? -1 : (a ?? "") > (b ?? "") ? 1 : 0
}
