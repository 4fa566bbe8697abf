import { useState } from "preact/hooks"
import type { MessageKey } from "../i18n/text.ts"
import { problemKey } from "./problemText.ts"

export interface Task {
  readonly busy: boolean
  /** Why the last attempt failed, in plain words; gone as soon as the next one starts. */
  readonly problem: MessageKey | undefined
  run(work: () => Promise<void>): void
  /** For pieces that need the outcome too: rejects with what went wrong, after showing it. */
  attempt(work: () => Promise<void>): Promise<void>
}

/** One thing at a time that can fail in front of the user. A second press while it runs does nothing. */
export function useTask(): Task {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<MessageKey>()
  const attempt = async (work: () => Promise<void>) => {
    setProblem(undefined)
    try {
      await work()
    } catch (error) {
      setProblem(problemKey(error))
      throw error
    }
  }
  const run = (work: () => Promise<void>) => {
    if (busy) return
    setBusy(true)
    setProblem(undefined)
    work()
      .catch((error: unknown) => setProblem(problemKey(error)))
      .finally(() => setBusy(false))
  }
  return { busy, problem, run, attempt }
}
