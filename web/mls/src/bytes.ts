/** Compares without stopping at the first difference; lengths are public. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (const [i, byte] of a.entries()) difference |= byte ^ (b[i] ?? 0)
  return difference === 0
}

/** A string by which equal byte strings are equal map keys. */
export function bytesKey(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}
