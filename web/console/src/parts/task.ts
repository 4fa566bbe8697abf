import { useState } from "preact/hooks"
import type { MessageKey } from "../i18n/text.ts"
import { problemKey, waitMinutes } from "./problemText.ts"

export interface Task {
  readonly busy: boolean
  /** Why the last attempt failed, in plain words; gone as soon as the next one starts. */
  readonly problem: MessageKey | undefined
  /** For how many minutes the server asks to wait, when that is the problem. */
  readonly wait: number | undefined
  /** Shows what went wrong outside of `run`. */
  fail(error: unknown): void
  run(work: () => Promise<void>): void
  /** For pieces that need the outcome too: rejects with what went wrong, after showing it. */
  attempt(work: () => Promise<void>): Promise<void>
}

/** One thing at a time that can fail in front of the user. A second press while it runs does nothing. */
export function useTask(): Task {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<MessageKey>()
  const [wait, setWait] = useState<number>()
  const fail = (error: unknown) => {
    setProblem(problemKey(error))
    setWait(waitMinutes(error))
  }
  const attempt = async (work: () => Promise<void>) => {
    setProblem(undefined)
    try {
      await work()
    } catch (error) {
      fail(error)
      throw error
    }
  }
  const run = (work: () => Promise<void>) => {
    if (busy) return
    setBusy(true)
    setProblem(undefined)
    work()
      .catch(fail)
      .finally(() => setBusy(false))
  }
  return { busy, problem, wait, fail, run, attempt }
}
