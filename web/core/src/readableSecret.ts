import { BASE32_ALPHABET, fromBase32, toBase32 } from "./base32.ts"
import { concat, equalBytes, sha256, utf8 } from "./bytes.ts"

const CHECKSUM_LENGTH = 2
/** Beyond this many marks that could be an I or an L the text is typed again rather than guessed at. */
const MAX_DOUBTFUL = 10

/** A kind of secret that people print and type back. */
export interface ReadableSecret {
  /** In bytes. */
  readonly length: number
  /** Of the printed form, its check included. */
  readonly characters: number
  /** Goes into the check, so that one kind is not taken for another. */
  readonly label: string
}

/** The text cannot be a kit. */
export class KitError extends Error {
  readonly reason: "length" | "character" | "checksum"

  constructor(reason: KitError["reason"], sentence: string) {
    super(sentence)
    this.name = "KitError"
    this.reason = reason
  }
}

/** The printed form: base32 in groups of four, with a check at its end. As secret as `secret`, which the caller wipes. */
export async function writeSecret(kind: ReadableSecret, secret: Uint8Array): Promise<string> {
  if (secret.length !== kind.length) throw new TypeError(`this secret has ${kind.length} bytes`)
  const text = toBase32(concat(secret, await checksum(kind, secret))).toUpperCase()
  return text.replace(/(.{4})(?=.)/g, "$1 ")
}

/**
 * The secret that a person typed: case, spaces and dashes do not matter, 0 is read as O and 8 as B, and what may be either
 * I or L (those two and 1) is tried both ways. Throws a KitError. The caller wipes the result.
 */
export async function readSecret(kind: ReadableSecret, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const typed = text
    .toLowerCase()
    .replaceAll(/[\s\-–—]/g, "")
    .replaceAll("0", "o")
    .replaceAll("8", "b")
  const strange = [...typed].find((character) => character !== "1" && !BASE32_ALPHABET.includes(character))
  if (strange !== undefined) throw new KitError("character", `“${strange}” does not occur in it.`)
  if (typed.length !== kind.characters) {
    throw new KitError("length", `It has ${kind.characters} characters; this has ${typed.length}.`)
  }
  for (const reading of readings(typed)) {
    const secret = await checked(kind, reading)
    if (secret !== undefined) return secret
  }
  throw new KitError("checksum", "There is a typing mistake: the check does not match.")
}

/** What was typed comes first; then every way to read its doubtful marks. */
function* readings(typed: string): Generator<string> {
  if (!typed.includes("1")) yield typed
  const parts = typed.split(/[1il]/)
  const doubtful = parts.length - 1
  if (doubtful > MAX_DOUBTFUL) return
  for (let choice = 0; choice < 1 << doubtful; choice++) {
    yield parts.reduce((text, part, index) => text + ((choice >> (index - 1)) & 1 ? "l" : "i") + part)
  }
}

async function checked(kind: ReadableSecret, reading: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const bytes = bytesOf(reading)
  if (bytes === undefined) return undefined
  const secret = bytes.slice(0, kind.length)
  const matches = equalBytes(bytes.subarray(kind.length), await checksum(kind, secret))
  bytes.fill(0)
  if (matches) return secret
  secret.fill(0)
  return undefined
}

function bytesOf(reading: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return fromBase32(reading)
  } catch {
    return undefined // bits left over: this reading is none
  }
}

async function checksum({ label }: ReadableSecret, secret: Uint8Array): Promise<Uint8Array> {
  const input = concat(utf8(label), secret)
  const hash = await sha256(input)
  input.fill(0)
  return hash.subarray(0, CHECKSUM_LENGTH)
}
