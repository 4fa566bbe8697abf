import { openKit, type Session, type StaffApi } from "@sotto/core"
import type { HeldKit, Recoveries, StaffSession } from "../office.ts"

interface Connection {
  readonly origin: string
  readonly now: () => number
}

/** `api` is asked for each time: another person may have signed in since. */
export function liveRecoveries(api: () => StaffApi): Recoveries {
  const all = () => api().recoveries
  return {
    list: () => all().list(),
    approve: (recovery) => all().approve(recovery),
    cancel: (recovery) => all().cancel(recovery),
  }
}

export async function liveKit(
  connection: Connection,
  typed: string,
  adopt: (session: Session) => Promise<StaffSession>,
): Promise<HeldKit> {
  const kit = await openKit(connection, typed)
  return { ...kit, finish: async (recovery) => adopt(await kit.finish(recovery)) }
}
