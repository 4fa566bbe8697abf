import { type KitMark, type KitState, kitReminder } from "@sotto/core"
import { useState } from "preact/hooks"
import type { Office, StaffSession } from "../office.ts"
import { useWhileSeen } from "../parts/useWhileSeen.ts"

const every = 60 * 60_000

/** The day whose reminder was put off. In this browser alone: a test is what follows the owner to the others. */
const setting = "sotto.console.kitLater."

/** The owner's kit: when it was tested, and whether it is time to test it. */
export interface KitView {
  /** Undefined until the server has answered, and for everybody but the owner. */
  readonly state: KitState | undefined
  /** The day after set-up that asks for a test. */
  readonly due: KitMark | undefined
  test(typed: string): Promise<void>
  /** Until the next of those days. */
  later(): void
}

export function useKit(office: Office, { user, organisation }: StaffSession): KitView {
  const [state, setState] = useState<KitState>()
  const [putOff, setPutOff] = useState(() => Number(localStorage.getItem(setting + organisation.id) ?? 0))
  const isOwner = user.role === "owner"
  const refresh = async () => {
    if (!isOwner) return
    try {
      setState(await office.kitTests.state())
    } catch {
      // A reminder can wait: the connection's own banner says that the server is away.
    }
  }
  useWhileSeen(every, refresh, [office, isOwner])
  const mark = state === undefined ? undefined : kitReminder(state, Date.now())
  return {
    state,
    due: mark !== undefined && mark > putOff ? mark : undefined,
    test: async (typed) => setState(await office.kitTests.test(typed)),
    later: () => {
      if (mark === undefined) return
      localStorage.setItem(setting + organisation.id, String(mark))
      setPutOff(mark)
    },
  }
}
