import { BASE32_ALPHABET, fromBase32, toBase32 } from "./base32.ts"
import { concat, equalBytes, sha256, utf8 } from "./bytes.ts"

export const SEED_LENGTH = 32
const CHECKSUM_LENGTH = 2
const CHARACTERS = 55
/** Beyond this many marks that could be an I or an L the text is typed again rather than guessed at. */
const MAX_DOUBTFUL = 10

/** The text cannot be a kit. */
export class KitError extends Error {
  readonly reason: "length" | "character" | "checksum"

  constructor(reason: KitError["reason"], sentence: string) {
    super(sentence)
    this.name = "KitError"
    this.reason = reason
  }
}

/** The printed form of a root key's seed: fourteen groups in base32. As secret as the key; the caller wipes `seed`. */
export async function encodeKit(seed: Uint8Array): Promise<string> {
  if (seed.length !== SEED_LENGTH) throw new TypeError("a seed has 32 bytes")
  const text = toBase32(concat(seed, await checksum(seed))).toUpperCase()
  return text.replace(/(.{4})(?=.)/g, "$1 ")
}

/**
 * The seed of a kit that a person typed: case, spaces and dashes do not matter, 0 is read as O and 8 as B, and what
 * may be either I or L (those two and 1) is tried both ways. Throws a KitError. The caller wipes the result.
 */
export async function decodeKit(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const typed = text
    .toLowerCase()
    .replaceAll(/[\s\-–—]/g, "")
    .replaceAll("0", "o")
    .replaceAll("8", "b")
  const strange = [...typed].find((character) => character !== "1" && !BASE32_ALPHABET.includes(character))
  if (strange !== undefined) throw new KitError("character", `“${strange}” does not occur in a recovery kit.`)
  if (typed.length !== CHARACTERS) {
    throw new KitError("length", `A recovery kit has ${CHARACTERS} characters; this has ${typed.length}.`)
  }
  for (const reading of readings(typed)) {
    const seed = await checked(reading)
    if (seed !== undefined) return seed
  }
  throw new KitError("checksum", "The recovery kit has a typing mistake: its check does not match.")
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

async function checked(reading: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const bytes = bytesOf(reading)
  if (bytes === undefined) return undefined
  const seed = bytes.slice(0, SEED_LENGTH)
  const matches = equalBytes(bytes.subarray(SEED_LENGTH), await checksum(seed))
  bytes.fill(0)
  if (matches) return seed
  seed.fill(0)
  return undefined
}

function bytesOf(reading: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return fromBase32(reading)
  } catch {
    return undefined // bits left over: this reading is not a kit
  }
}

async function checksum(seed: Uint8Array): Promise<Uint8Array> {
  const input = concat(utf8("sotto kit v1"), seed)
  const hash = await sha256(input)
  input.fill(0)
  return hash.subarray(0, CHECKSUM_LENGTH)
}
