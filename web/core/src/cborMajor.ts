/** Major types (RFC 8949, 3.1). Tags (6) do not occur in our formats. */
export const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, simple: 7 } as const

/** Simple values (3.3). */
export const SIMPLE = { false: 20, true: 21, null: 22 } as const

/** The order of map keys, by their encoded bytes (4.2.1); negative, zero or positive. */
export function compareEncoded(a: Uint8Array, b: Uint8Array): number {
  const end = Math.min(a.length, b.length)
  for (let index = 0; index < end; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
