import type { KitState } from "../api/kitTestsApi.ts"
import { withDeskStore } from "./deskStore.ts"
import { rootOfKit } from "./enterKit.ts"
import type { Office } from "./office.ts"

/**
 * Shows that the kit holds the root that this browser has pinned, and tells the server so. Throws KitError on mistyped
 * text, KitMismatch when it is another organisation's and RootChanged when the server shows another root than the
 * pinned one; nothing has been sent then, and the kit itself never is.
 */
export async function testKit(office: Office, text: string): Promise<KitState> {
  const pinned = await withDeskStore(office, async (_, root) => root)
  return office.api.kit.passed(await rootOfKit(text, pinned))
}

const DAY = 86_400_000
/** The days after the kit was made on which its owner is reminded: while the printer is near, and when it is not. */
const MARKS = [1, 7, 30] as const
export type KitMark = (typeof MARKS)[number]

/** The latest of those days that has come, unless the kit was tested since; undefined when there is none. */
export function kitReminder({ madeAt, lastTest }: KitState, now: number): KitMark | undefined {
  const mark = MARKS.findLast((day) => madeAt + day * DAY <= now)
  if (mark === undefined) return undefined
  return lastTest != null && lastTest.at >= madeAt + mark * DAY ? undefined : mark
}
