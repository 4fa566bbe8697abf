import {
  type Change,
  compareKeys,
  type FoundRecord,
  type RangeQuery,
  type RecordKey,
  type Records,
  StoreWiped,
  type TableName,
} from "./records.ts"

/** "This is not my computer": everything ends with the page. */
export class MemoryRecords implements Records {
  readonly #tables = new Map<TableName, FoundRecord[]>()
  readonly #handles = new Map<string, unknown>()
  #wiped = false

  get(table: TableName, key: RecordKey): Promise<Uint8Array | undefined> {
    const rows = this.#rows(table)
    const found = rows[this.#position(rows, key)]
    return Promise.resolve(found !== undefined && compareKeys(found.key, key) === 0 ? found.value : undefined)
  }

  range(table: TableName, query: RangeQuery): Promise<readonly FoundRecord[]> {
    const { prefix, before, newestFirst = false, limit = Number.POSITIVE_INFINITY } = query
    const rows = this.#rows(table)
    const found = rows
      .slice(this.#position(rows, prefix), before === undefined ? undefined : this.#position(rows, before))
      .filter((row) => startsWith(row.key, prefix))
    if (newestFirst) found.reverse()
    return Promise.resolve(found.slice(0, limit))
  }

  write(changes: readonly Change[]): Promise<void> {
    if (this.#wiped) return Promise.reject(new StoreWiped())
    for (const change of changes) this.#apply(change)
    return Promise.resolve()
  }

  getHandle(name: string): Promise<unknown> {
    return Promise.resolve(this.#handles.get(name))
  }

  keepHandle(name: string, handle: unknown): Promise<unknown> {
    if (!this.#handles.has(name)) this.#handles.set(name, handle)
    return this.getHandle(name)
  }

  dropHandle(name: string): Promise<void> {
    this.#handles.delete(name)
    return Promise.resolve()
  }

  wipe(): Promise<void> {
    this.#wiped = true
    this.#handles.clear()
    this.#tables.clear()
    return Promise.resolve()
  }

  close(): void {
    this.#handles.clear()
    this.#tables.clear()
  }

  #apply(change: Change): void {
    const rows = this.#rows(change.table)
    if (change.kind === "clear") {
      this.#tables.set(
        change.table,
        rows.filter((row) => !startsWith(row.key, change.prefix)),
      )
      return
    }
    const position = this.#position(rows, change.key)
    const found = rows[position]
    const there = found !== undefined && compareKeys(found.key, change.key) === 0 ? 1 : 0
    if (change.kind === "put") rows.splice(position, there, { key: change.key, value: change.value })
    else rows.splice(position, there)
  }

  #rows(table: TableName): FoundRecord[] {
    const rows = this.#tables.get(table) ?? []
    this.#tables.set(table, rows)
    return rows
  }

  /** Binary search: the place of the first row that is not below `key`. */
  #position(rows: readonly FoundRecord[], key: RecordKey): number {
    let low = 0
    let high = rows.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const row = rows[middle]
      if (row !== undefined && compareKeys(row.key, key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

function startsWith(key: RecordKey, prefix: RecordKey): boolean {
  return prefix.every((part, index) => key[index] === part)
}
