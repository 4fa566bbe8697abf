import { KitMismatch, type KitState, type Recovery } from "@sotto/core"
import type { HeldKit, KitTests, StaffSession } from "../../src/office.ts"

export function recovery(user: string, name: string): Recovery {
  return { id: `rcv_${user}`, user, name, requestedAt: Date.now(), place: "203.0.113.0/24", readyAt: null }
}

/** A kit whose recoveries are approved at the second look. */
export function fakeKit(session: StaffSession): HeldKit {
  let recoveries: readonly Recovery[] = []
  let looks = 0
  const accounts = [
    { user: "usr_owner", name: "Ines Okafor", role: "owner" },
    { user: "usr_2", name: "Tomás Herrera", role: "agent" },
  ]
  const view = () => ({
    organisation: { id: "org_x", name: "Lindgren Bicycles" },
    accounts,
    recoveries: [...recoveries],
  })
  return {
    view: view(),
    look: async () => {
      looks += 1
      if (looks > 1) recoveries = recoveries.map((each) => ({ ...each, readyAt: Date.now() }))
      return view()
    },
    request: async (user) => {
      recoveries = [recovery(user, accounts.find((each) => each.user === user)?.name ?? "")]
      return view()
    },
    finish: async () => session,
  }
}

/** A kit that was made a week ago when it is due; anything but "wrong" passes for it. */
export function fakeKitTests(isDue: boolean, { user }: StaffSession): KitTests {
  let state: KitState = { madeAt: Date.now() - (isDue ? 8 * 86_400_000 : 0), lastTest: null }
  return {
    state: async () => state,
    test: async (typed) => {
      if (typed === "wrong") throw new KitMismatch()
      state = { ...state, lastTest: { at: Date.now(), by: user.id, name: user.name } }
      return state
    },
  }
}
