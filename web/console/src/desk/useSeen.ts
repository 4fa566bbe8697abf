import type { Desk } from "@sotto/core"
import { useEffect, useState } from "preact/hooks"
import type { MessageKey } from "../i18n/text.ts"
import { problemKey } from "../parts/problemText.ts"

/**
 * Opens the selected conversation and tells the desk when somebody can see it: only then it counts as read.
 * Returns why it could not be opened.
 */
export function useSeen(desk: Desk, selected: string | undefined): MessageKey | undefined {
  const [problem, setProblem] = useState<MessageKey>()
  useEffect(() => {
    let left = false
    setProblem(undefined)
    desk.open(selected).catch((error: unknown) => {
      if (!left) setProblem(problemKey(error))
    })
    return () => {
      left = true
    }
  }, [desk, selected])
  useEffect(() => {
    const tell = () => desk.visible(document.visibilityState === "visible")
    tell()
    document.addEventListener("visibilitychange", tell)
    return () => {
      document.removeEventListener("visibilitychange", tell)
      desk.visible(false)
    }
  }, [desk])
  return problem
}
