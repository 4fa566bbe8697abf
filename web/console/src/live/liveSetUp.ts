import {
  beginSetUp,
  fingerprint,
  finishSetUp,
  openSetUp,
  type PreparedSetUp,
  type Session,
} from "@sotto/core"
import type { OpenSetUp, SetUp, SetUpDetails, StaffSession } from "../office.ts"

interface Connection {
  readonly origin: string
  readonly token: string
  readonly now: () => number
  readonly adopt: (session: Session) => Promise<StaffSession>
}

/** Throws Problem `setup_used` when the link is no longer good. */
export async function liveSetUp(connection: Connection): Promise<OpenSetUp> {
  const { origin, token, now } = connection
  const organisation = await openSetUp({ origin, token, now })
  // By the value the screen holds, so that the kit is kept in as few places as possible.
  const prepared = new WeakMap<SetUp, PreparedSetUp>()
  return {
    async prepare(details, previous) {
      const before = previous === undefined ? undefined : prepared.get(previous)
      const next = await beginSetUp(planOf(connection, details), organisation, before)
      const shown = await shownAs(next, connection)
      prepared.set(shown, next)
      return shown
    },
  }
}

function planOf({ origin, token, now }: Connection, details: SetUpDetails) {
  const { organisation, owner, device, inbox, greeting, site } = details
  const names = { organisationName: organisation, ownerName: owner, deviceName: device }
  return { origin, token, now, ...names, inbox: { name: inbox, greeting, site } }
}

async function shownAs(prepared: PreparedSetUp, { adopt }: Connection): Promise<SetUp> {
  return {
    kit: prepared.kit.split(" "),
    fingerprint: await fingerprint(prepared.root.publicKey),
    finish: async () => adopt(await finishSetUp(prepared)),
  }
}
