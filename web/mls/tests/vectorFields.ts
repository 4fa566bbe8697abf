/** Readers of one field of a vector file; what is not as expected stops the test. */

export function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !(name in value)) throw new Error(`no ${name}`)
  return Object.entries(value).find(([key]) => key === name)?.[1]
}

export function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error("not a list")
  return value
}

export function number(value: unknown): number {
  if (typeof value !== "number") throw new Error("not a number")
  return value
}

export function hex(value: unknown): Uint8Array {
  if (typeof value !== "string") throw new Error("not hex")
  return Uint8Array.from(Buffer.from(value, "hex"))
}
