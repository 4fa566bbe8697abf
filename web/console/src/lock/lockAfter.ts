/** After how many minutes without a sign of the person the console locks itself, as chosen for this browser. */
export const lockAfterChoices = ["1", "2", "5", "15", "never"] as const
export type LockAfter = (typeof lockAfterChoices)[number]

/** Also where nobody chose anything, and where what was stored means nothing. */
const DEFAULT: LockAfter = "2"

export function lockAfterOf(stored: string | null): LockAfter {
  return lockAfterChoices.find((choice) => choice === stored) ?? DEFAULT
}

export function millisecondsOf(after: LockAfter): number {
  return after === "never" ? Number.POSITIVE_INFINITY : Number(after) * 60_000
}
