import type { SignatureKey } from "@sotto/mls"
import type { StoredVault, VaultApi } from "../api/vaultApi.ts"
import { equalBytes, sha256 } from "../bytes.ts"
import type { Conversation } from "../conversation/conversation.ts"
import type { PlacedRow } from "../conversation/step.ts"
import { type ConversationRecord, RESTORED } from "../conversation/tables.ts"
import { wiped } from "../conversation/wipe.ts"
import { isTransient } from "../customerContacting.ts"
import { Problem } from "../problems.ts"
import { put, type Store } from "../store/store.ts"
import { type History, merged, openPart, partsOf, sealPart } from "./history.ts"
import { VaultDamaged } from "./vaultKey.ts"
import {
  hashOf,
  KNOWN,
  type KnownParts,
  knownKey,
  knownOf,
  localHistory,
  localRecord,
  restoredRecord,
} from "./vaultRecords.ts"

/** A vault that is open in this browser. The key seals and opens, and cannot be read. */
export interface OpenVault {
  readonly id: string
  readonly key: CryptoKey
  /** What the vault vouches with for devices of its person, a handle as well. */
  readonly identity?: SignatureKey | undefined
}

export interface VaultSyncParts {
  readonly store: Store
  readonly api: VaultApi
  readonly now: () => number
  /** The conversation of this id, known or new. */
  readonly conversation: (id: string, inbox: string) => Conversation
  /**
   * "vault_rolled_back": the server lost or withholds what it had, or has something else in its place. "vault_damaged": what it gave does not open.
   * "vault_not_saved": it does not take what is new, or refuses the keys.
   */
  readonly alarm: (conversation: string, rule: string) => void
  readonly report: (error: unknown) => void
  readonly progress: (done: number, total: number) => void
}

/** The server says that it is not the time for it. */
const later: ReadonlySet<string> = new Set([
  "conflict",
  "quota",
  "rate_limited",
  "unauthenticated",
  "token_ended",
])

/** To be tried again by itself. */
export function isForLater(error: unknown): boolean {
  return isTransient(error) || (error instanceof Problem && later.has(error.code))
}

/** What the server says of a conversation's parts: the newest number of each, and the hash of what is sealed under it. */
type Listed = ReadonlyMap<number, Pick<StoredVault["parts"][number], "number" | "hash">>

interface FetchedPart {
  readonly number: number
  readonly history: History
  /** SHA-256 of what was sealed. */
  readonly sealed: Uint8Array
}

/** Parts as the server gave them and the vault's key opened them. */
type Fetched = ReadonlyMap<number, FetchedPart>

/** The vault is not the one that this browser opened: it was removed, and perhaps another one begun. */
export class VaultGone extends Error {
  constructor() {
    super("The vault was removed.")
    this.name = "VaultGone"
  }
}

/**
 * Brings the vault and this device to the same state, both ways: what happened here goes into the vault, what other
 * devices of the same person put there comes out. Runs alone among tabs; may be broken off anywhere and run again.
 */
export class VaultSync {
  readonly #parts: VaultSyncParts

  constructor(parts: VaultSyncParts) {
    this.#parts = parts
  }

  /**
   * `own` are the conversations that lie here. One that fails holds up no other. Throws VaultGone, and what Api throws of
   * a server that cannot be reached or of another device that wrote in the meantime; run again then.
   */
  async run(vault: OpenVault, stored: StoredVault, own: readonly string[]): Promise<void> {
    if (stored.id !== vault.id) throw new VaultGone()
    const listed = new Map<string, Map<number, StoredVault["parts"][number]>>()
    for (const each of stored.parts) {
      const parts = listed.get(each.conversation) ?? new Map<number, StoredVault["parts"][number]>()
      listed.set(each.conversation, parts.set(each.part, each))
    }
    const all = [...new Set([...own, ...listed.keys()])].filter((id) => !stored.deleted.includes(id))
    let later: unknown
    for (const [done, id] of all.entries()) {
      this.#parts.progress(done, all.length)
      later = (await this.#one(vault, id, listed.get(id) ?? new Map())) ?? later
    }
    if (later !== undefined) throw later
  }

  /** Wipes what was deleted while nobody could tell this device, which is no member. */
  async forget(deleted: readonly string[]): Promise<void> {
    const { store, now, conversation } = this.#parts
    for (const id of deleted) {
      const record = await localRecord(store, id)
      if (record?.stopped !== RESTORED) continue
      await conversation(id, record.inbox).act(async (situation) => {
        if (situation.record.stopped !== RESTORED) return [undefined, undefined]
        const step = wiped(situation, now())
        return [{ ...step, record: { ...step.record, wipeConfirmed: true } }, undefined]
      })
    }
  }

  /** What is to be tried again; everything else is said and done with. */
  async #one(vault: OpenVault, id: string, listed: Listed): Promise<unknown> {
    try {
      const record = await localRecord(this.#parts.store, id)
      if (record === undefined) await this.#restore(vault, id, listed)
      else await this.#store(vault, id, listed, record)
      return undefined
    } catch (error) {
      if (isForLater(error)) return error
      if (error instanceof VaultDamaged) this.#parts.alarm(id, "vault_damaged")
      // Deleted on the server: the conversation's own event says so, or the next list does.
      else if (!(error instanceof Problem && error.code === "not_found")) {
        this.#parts.alarm(id, "vault_not_saved")
        if (!(error instanceof Problem)) this.#parts.report(error)
      }
      return undefined
    }
  }

  /** Puts what is new here into the vault, after taking in what another device has put there. */
  async #store(vault: OpenVault, id: string, listed: Listed, record: ConversationRecord): Promise<void> {
    const before = await knownOf(this.#parts.store, vault.id, id)
    if (isCurrent(before, record, listed)) return
    const theirs = await this.#fetch(vault, id, newer(before, listed), listed)
    if ([...theirs].some(([part, { number, sealed }]) => isOther(before, part, number, sealed))) {
      this.#parts.alarm(id, "vault_rolled_back")
    }
    await this.#takeIn(id, theirs, record.stopped === RESTORED)
    const local = await localHistory(this.#parts.store, id)
    if (local === undefined) return
    const parts: KnownParts["parts"] = [...before.parts]
    for (const [part, history] of partsOf(local.history).entries()) {
      const fetched = theirs.get(part)
      const hash = await hashOf(history)
      const now = fetched?.number ?? listed.get(part)?.number ?? 0
      const had = before.parts[part]
      const isThere =
        fetched === undefined
          ? had?.number === now && equalBytes(had.hash, hash)
          : // Two devices see the same rows a little differently; neither must write over the other for ever.
            sameRows(fetched.history, history)
      if (isThere) {
        parts[part] = { number: now, hash, sealed: fetched?.sealed ?? had?.sealed }
        continue
      }
      const number = now + 1
      const sealed = await sealPart(vault.key, { vault: vault.id, conversation: id, part }, number, history)
      await this.#parts.api.putPart(vault.id, id, part, { number, sealed })
      // Said only now: a part that the server no longer takes belongs to a conversation that is being deleted.
      if (had !== undefined && now < had.number) this.#parts.alarm(id, "vault_rolled_back")
      parts[part] = { number, hash, sealed: await sha256(sealed) }
      await this.#keep(vault, id, { version: before.version, parts })
    }
    await this.#keep(vault, id, { version: local.record.version, parts })
  }

  async #restore(vault: OpenVault, id: string, listed: Listed): Promise<void> {
    const before = await knownOf(this.#parts.store, vault.id, id)
    // It was here and is deleted: a server that still has it, or has it again, does not bring it back.
    if (before.parts.length > 0)
      return this.#keep(vault, id, { version: 0, parts: before.parts.map(withoutHash) })
    const fetched = await this.#fetch(vault, id, listed)
    const history = historyOf(fetched)
    if (history === undefined) return
    const { now, conversation } = this.#parts
    const record = restoredRecord(history, now())
    await conversation(id, history.inbox).create({ record, rows: history.rows })
    await this.#keep(vault, id, { version: 0, parts: await knownFrom(fetched) })
  }

  async #fetch(vault: OpenVault, id: string, wanted: Listed, listed = wanted): Promise<Fetched> {
    const fetched = new Map<number, FetchedPart>()
    for (const [part, least] of wanted) {
      if (part > 0 && !listed.has(part - 1)) throw new VaultDamaged()
      const { number, sealed } = await this.#parts.api.part(id, part)
      if (number < least.number) throw new VaultDamaged()
      const place = { vault: vault.id, conversation: id, part }
      const history = await openPart(vault.key, place, number, sealed)
      fetched.set(part, { number, history, sealed: await sha256(sealed) })
    }
    return fetched
  }

  /**
   * Rows of another device that this one has not: those from before it joined. What is here stays as it is, what is still
   * to come from the server comes from there, and warnings are each device's own.
   */
  async #takeIn(id: string, fetched: Fetched, isRestored: boolean): Promise<void> {
    const history = historyOf(fetched)
    if (history === undefined) return
    await this.#parts.conversation(id, history.inbox).act(async ({ record }) => {
      const here = new Set((await localHistory(this.#parts.store, id))?.history.rows.map(placeOf))
      const rows = history.rows.filter(
        (row) =>
          !here.has(placeOf(row)) &&
          (isRestored || (row.sequence <= record.cursor && row.row.kind !== "warning")),
      )
      return [rows.length === 0 ? undefined : { record, rows }, undefined]
    })
  }

  #keep(vault: OpenVault, id: string, known: KnownParts): Promise<void> {
    return this.#parts.store.write([put(KNOWN, knownKey(vault.id, id), known)])
  }
}

/** Neither side has moved since they were last compared. */
function isCurrent({ version, parts }: KnownParts, record: ConversationRecord, listed: Listed): boolean {
  return (
    record.version === version &&
    parts.length === listed.size &&
    parts.every(({ number }, part) => listed.get(part)?.number === number) &&
    newer({ version, parts }, listed).size === 0
  )
}

/** What this browser has not seen: what was written since, or something else under the same number. */
function newer(known: KnownParts, listed: Listed): Listed {
  return new Map(
    [...listed].filter(
      ([part, { number, hash }]) =>
        number > (known.parts[part]?.number ?? 0) || isOther(known, part, number, hash),
    ),
  )
}

/** The server was set back, and another browser has written since; or it shows two browsers two states. */
function isOther(
  { parts }: KnownParts,
  part: number,
  number: number,
  sealed: Uint8Array | null | undefined,
): boolean {
  const known = parts[part]
  if (known?.sealed === undefined || known.number !== number) return false
  return sealed !== null && sealed !== undefined && !equalBytes(known.sealed, sealed)
}

function historyOf(fetched: Fetched): History | undefined {
  let whole: History | undefined
  for (const { history } of fetched.values()) whole = whole === undefined ? history : merged(history, whole)
  return whole
}

async function knownFrom(fetched: Fetched): Promise<KnownParts["parts"]> {
  const parts: KnownParts["parts"] = []
  for (const [part, { number, history, sealed }] of fetched) {
    parts[part] = { number, hash: await hashOf(history), sealed }
  }
  return parts
}

/** What stays of a conversation that is gone: that it was here. */
function withoutHash({ number }: KnownParts["parts"][number]): KnownParts["parts"][number] {
  return { number, hash: new Uint8Array(0) }
}

function sameRows(a: History, b: History): boolean {
  const places = new Set(a.rows.map(placeOf))
  return a.rows.length === b.rows.length && b.rows.every((row) => places.has(placeOf(row)))
}

function placeOf({ sequence, part }: PlacedRow): string {
  return `${sequence}.${part}`
}
