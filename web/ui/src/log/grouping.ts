import type { Row } from "@sotto/core"
import { daysBetween } from "../translate/format.ts"

/** How a row stands among its neighbours. */
export interface Placement {
  /** First row of a calendar day: a divider goes above it. */
  readonly newDay: boolean
  /** First and last of a run of messages by one author. */
  readonly first: boolean
  readonly last: boolean
}

const runGap = 5 * 60_000

export function placementOf(row: Row, previous: Row | undefined, next: Row | undefined): Placement {
  return {
    newDay: previous === undefined || daysBetween(previous.at, row.at) !== 0,
    first: !continues(previous, row),
    last: !continues(row, next),
  }
}

function continues(earlier: Row | undefined, later: Row | undefined): boolean {
  return (
    earlier?.kind === "message" &&
    later?.kind === "message" &&
    earlier.author.id === later.author.id &&
    earlier.mine === later.mine &&
    later.at - earlier.at < runGap &&
    daysBetween(earlier.at, later.at) === 0
  )
}
