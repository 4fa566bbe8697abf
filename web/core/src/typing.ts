import * as v from "valibot"
import { concat, owned, randomBytes } from "./bytes.ts"
import { decodeNext, encodeCbor } from "./cbor.ts"
import { isId } from "./ids.ts"

export const TYPING_LABEL = "sotto typing"
export const TYPING_KEY_LENGTH = 16

export interface Typing {
  readonly device: string
  readonly typing: boolean
  /** Unix ms by the sender's clock. */
  readonly at: number
}

export class TypingError extends Error {
  constructor(cause?: unknown) {
    super("typing signal refused", { cause })
    this.name = "TypingError"
  }
}

const NONCE = 12
const PLAINTEXT = 48
const TAG = 16
const schema = v.strictTuple([
  v.custom<string>((value) => isId("dev", value)),
  v.picklist([0, 1]),
  v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
])

/** `key` comes from the group's exporter and stays the caller's to drop. Always the same size, so length tells nothing. */
export async function sealTyping(key: Uint8Array, signal: Typing): Promise<Uint8Array<ArrayBuffer>> {
  const plaintext = new Uint8Array(PLAINTEXT)
  plaintext.set(encodeCbor([signal.device, signal.typing ? 1 : 0, signal.at]))
  const iv = randomBytes(NONCE)
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv },
    await importKey(key, "encrypt"),
    plaintext,
  )
  return concat(iv, new Uint8Array(sealed))
}

/** Throws a TypingError. Any member can write any device here: the caller compares it with the frame's sender. */
export async function openTyping(key: Uint8Array, sealed: Uint8Array): Promise<Typing> {
  if (sealed.length !== NONCE + PLAINTEXT + TAG) throw new TypingError()
  try {
    const iv = owned(sealed.subarray(0, NONCE))
    const ciphertext = owned(sealed.subarray(NONCE))
    const opened = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv },
      await importKey(key, "decrypt"),
      ciphertext,
    )
    const { value, rest } = decodeNext(new Uint8Array(opened), { bytes: PLAINTEXT, depth: 1 })
    if (rest.some((byte) => byte !== 0)) throw new TypingError()
    const [device, state, at] = v.parse(schema, value)
    return { device, typing: state === 1, at }
  } catch (cause) {
    throw cause instanceof TypingError ? cause : new TypingError(cause)
  }
}

function importKey(key: Uint8Array, use: "encrypt" | "decrypt"): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", owned(key), "AES-GCM", false, [use])
}
