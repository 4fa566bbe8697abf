import { useEffect, useRef, useState } from "preact/hooks"
import type { MessageKey } from "../i18n/text.ts"
import { problemKey } from "../parts/problemText.ts"

export interface Reading<T> {
  readonly value: T | undefined
  readonly problem: MessageKey | undefined
  /** Never rejects: what fails is shown where the value would be. */
  refresh(): Promise<void>
}

/** Something the server knows, read when the screen appears and again after a change. */
export function useReading<T>(read: () => Promise<T>): Reading<T> {
  const [value, setValue] = useState<T>()
  const [problem, setProblem] = useState<MessageKey>()
  const latest = useRef(0)
  const refresh = async () => {
    latest.current += 1
    const asked = latest.current
    try {
      const found = await read()
      // Answers can overtake one another; an older one must not undo a newer.
      if (asked !== latest.current) return
      setValue(found)
      setProblem(undefined)
    } catch (error) {
      if (asked === latest.current) setProblem(problemKey(error))
    }
  }
  useEffect(() => {
    void refresh()
  }, [])
  return { value, problem, refresh }
}
