import type { SignatureKey } from "@sotto/mls"
import * as v from "valibot"
import { equalBytes } from "../bytes.ts"
import type { TrustedRoot } from "../certificates/identity.ts"
import { RevocationLists } from "../certificates/revocationLists.ts"
import type { Environment } from "../environment.ts"
import { exclusively } from "../sync/locks.ts"
import { put, type Store, type Table } from "./store.ts"

const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array)
const root: Table<{ organisation: string; publicKey: Uint8Array }> = {
  name: "settings",
  schema: v.object({ organisation: v.string(), publicKey: bytes }),
}
const revocations: Table<unknown> = { name: "settings", schema: v.unknown() }
const signatureKey = v.object({ publicKey: bytes, privateKey: v.instance(CryptoKey) })

/** The server shows another organisation root than the one that this device pinned. */
export class RootChanged extends Error {
  constructor() {
    super("The organisation's key is not the one that this device knows.")
    this.name = "RootChanged"
  }
}

/** The root that was shown first stays; another one throws RootChanged and changes nothing. */
export async function pinRoot(store: Store, shown: TrustedRoot): Promise<TrustedRoot> {
  const pinned = await store.get(root, ["root"])
  if (pinned === undefined) {
    await store.write([put(root, ["root"], { ...shown })])
    return shown
  }
  if (pinned.organisation !== shown.organisation || !equalBytes(pinned.publicKey, shown.publicKey)) {
    throw new RootChanged()
  }
  return pinned
}

export function pinnedRoot(store: Store): Promise<TrustedRoot | undefined> {
  return store.get(root, ["root"])
}

/** The highest numbers seen are kept, so that a server cannot go back to an older list. */
export async function loadRevocations(store: Store): Promise<RevocationLists> {
  const saved = await store.get(revocations, ["revocations"])
  return saved === undefined ? RevocationLists.none : RevocationLists.load(saved)
}

/** Lists only ever move forward: a tab that read them before another wrote must not write them back. */
const LOCK = "sotto revocations"

/** Stores and returns the newest of every issuer's lists, of `lists` and of what any tab has seen before. */
export function keepRevocations(
  store: Store,
  lists: RevocationLists,
  tabs: Pick<Environment, "locks">,
): Promise<RevocationLists> {
  return exclusively(tabs, LOCK, async () => {
    const newest = lists.withNewerOf(await loadRevocations(store))
    await store.write([put(revocations, ["revocations"], newest.save())])
    return newest
  })
}

export function parseSignatureKey(handle: unknown): SignatureKey {
  return v.parse(signatureKey, handle)
}
