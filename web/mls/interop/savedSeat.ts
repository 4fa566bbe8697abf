import { type Context, MlsError, type SignatureKey } from "../src/index.ts"
import { Fields, toHex } from "./fields.ts"
import { LibrarySeat } from "./librarySeat.ts"
import { ProductSeat } from "./productSeat.ts"
import type { Seat } from "./seat.ts"

const ED25519 = "Ed25519"

/** Unlike the product's keys it can leave the process: a test kills the process and goes on in another. */
export async function generateMovableKey(): Promise<SignatureKey> {
  const pair = await crypto.subtle.generateKey(ED25519, true, ["sign", "verify"])
  if (!("privateKey" in pair)) throw new TypeError("Ed25519 yields a key pair")
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey))
  return { publicKey, privateKey: pair.privateKey }
}

/** A whole device: signature key and group. */
export async function saveSeat(seat: Seat, key: SignatureKey): Promise<Uint8Array> {
  const saved = {
    engine: seat.engine,
    publicKey: toHex(key.publicKey),
    privateKey: toHex(new Uint8Array(await crypto.subtle.exportKey("pkcs8", key.privateKey))),
    state: toHex(seat.save()),
  }
  return new TextEncoder().encode(JSON.stringify(saved))
}

export interface LoadedSeat {
  readonly key: SignatureKey
  readonly seat: Seat
}

/** Reads what `saveSeat` wrote; the context is completed with the key found in it. */
export async function loadSeat(saved: Uint8Array, context: Omit<Context, "key">): Promise<LoadedSeat> {
  const fields = Fields.parse(new TextDecoder().decode(saved))
  const pkcs8 = fields.bytes("privateKey").slice()
  const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, ED25519, true, ["sign"])
  const key: SignatureKey = { publicKey: fields.bytes("publicKey"), privateKey }
  const own: Context = { ...context, key }
  const state = fields.bytes("state")
  return { key, seat: await load(fields.text("engine"), state, own) }
}

async function load(engine: string, state: Uint8Array, context: Context): Promise<Seat> {
  if (engine === "product") return ProductSeat.load(state, context)
  if (engine === "library") return LibrarySeat.load(state, context)
  throw new MlsError("saved-state", "saved by no engine of ours")
}
