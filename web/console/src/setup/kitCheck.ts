/** Which groups to ask for again: distinct, in reading order. `below(n)` is a uniform choice from 0 to n - 1. */
export function pickGroups(
  groups: number,
  picks: number,
  below: (bound: number) => number,
): readonly number[] {
  const left = Array.from({ length: groups }, (_, index) => index)
  const picked = Array.from({ length: Math.min(picks, groups) }, () => left.splice(below(left.length), 1))
  return picked.flat().sort((a, b) => a - b)
}

/** Uniform by rejection; a remainder alone would prefer the first groups. */
export function randomBelow(bound: number): number {
  const limit = 256 - (256 % bound)
  for (;;) {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1))
    if (byte < limit) return byte % bound
  }
}

/** Capital letters and spaces are not what the check is about. */
export function sameGroup(expected: string, typed: string): boolean {
  const plain = (text: string) => text.toUpperCase().replace(/[^A-Z0-9]/g, "")
  return plain(expected) === plain(typed)
}
