import { useState } from "preact/hooks"

export interface Action {
  readonly running: boolean
  readonly failed: boolean
  readonly run: () => void
}

/** A press that takes a while: it cannot be pressed twice, and its failure is shown where it was pressed. */
export function useAction(perform: () => Promise<void>, onDone?: () => void): Action {
  const [state, setState] = useState<"idle" | "running" | "failed">("idle")
  const run = () => {
    setState("running")
    perform().then(
      () => {
        setState("idle")
        onDone?.()
      },
      () => setState("failed"),
    )
  }
  return { running: state === "running", failed: state === "failed", run }
}
