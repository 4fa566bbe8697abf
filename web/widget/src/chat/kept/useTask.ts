import type { CustomerVault, KeptTrouble } from "@sotto/core"
import { useState } from "preact/hooks"

export interface Task {
  readonly running: boolean
  readonly trouble: KeptTrouble | undefined
  readonly run: (work: () => Promise<void>) => void
}

/** One thing at a time; what went wrong is shown where it was pressed. */
export function useTask(vault: CustomerVault | undefined): Task {
  const [running, setRunning] = useState(false)
  const [trouble, setTrouble] = useState<KeptTrouble>()
  const run = (work: () => Promise<void>) => {
    setRunning(true)
    setTrouble(undefined)
    work()
      .catch((error: unknown) => setTrouble(vault?.troubleOf(error) ?? "failed"))
      .finally(() => setRunning(false))
  }
  return { running, trouble, run }
}
