import { type Recovery, recoveryState } from "@sotto/core"
import { useState } from "preact/hooks"
import type { Office } from "../office.ts"
import { useWhileSeen } from "../parts/useWhileSeen.ts"

const every = 15_000

export interface RecoveriesState {
  readonly value: readonly Recovery[]
  refresh(): Promise<void>
}

/** What is under way, for everybody who works here. While nobody answers, what was known stays. */
export function useRecoveries(office: Office): RecoveriesState {
  const [value, setValue] = useState<readonly Recovery[]>([])
  const refresh = async () => {
    try {
      const found = await office.recoveries.list()
      setValue(found.filter((each) => recoveryState(each, Date.now()).kind !== "over"))
    } catch {
      // The connection's own banner says that the server is away, and a session that ended is no news of this one.
    }
  }
  useWhileSeen(every, refresh, [office])
  return { value, refresh }
}
