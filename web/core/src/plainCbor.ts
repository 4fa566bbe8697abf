import { type CborValue, decodeCbor, encodeCbor } from "./cbor.ts"
import { CborError } from "./cborError.ts"

/** Only what we sealed ourselves is read back, so its size needs no bound. */
const LIMITS = { bytes: Number.POSITIVE_INFINITY, depth: 32 }

/**
 * Records as they lie in the store: plain objects, arrays, text, bytes, integers, booleans and null. Properties that are
 * undefined are left out. Anything else throws a CborError.
 */
export function encode(value: unknown): Uint8Array {
  return encodeCbor(toCbor(value))
}

/** Throws a CborError. The result is `unknown`: the table's schema says what it is. */
export function decode(bytes: Uint8Array): unknown {
  return toPlain(decodeCbor(bytes, LIMITS))
}

function toCbor(value: unknown): CborValue {
  if (value === null || value instanceof Uint8Array) return value
  if (typeof value === "boolean" || typeof value === "number" || typeof value === "string") return value
  if (Array.isArray(value)) return value.map(toCbor)
  if (typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype)
    throw new CborError("kind of value")
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return new Map(members.map(([name, member]) => [name, toCbor(member)]))
}

function toPlain(value: unknown): unknown {
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([name, member]) => [name, toPlain(member)]))
  return Array.isArray(value) ? value.map(toPlain) : value
}
