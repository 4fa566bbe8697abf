import { Problem } from "@sotto/core"
import { useEffect, useRef, useState } from "preact/hooks"
import type { Office, StaffSession } from "../office.ts"

interface Suggestion {
  /** Before another ceremony starts: browsers allow one at a time. */
  stop(): void
  /** After it failed. */
  restart(): void
}

interface Options {
  readonly office: Office
  /** There is an input that can show the suggestions. */
  readonly active: boolean
  readonly onSession: (session: StaffSession) => void
  readonly onRefused: (error: Problem) => void
}

/** Lets the browser suggest passkeys in the name's input, beside the names it remembers. */
export function useSuggestion({ office, active, onSession, onRefused }: Options): Suggestion {
  const controller = useRef<AbortController | undefined>(undefined)
  const [round, setRound] = useState(0)
  useEffect(() => {
    if (!active) return
    const own = new AbortController()
    controller.current = own
    office.signInBySuggestion(own.signal).then(
      (session) => {
        if (session !== undefined) onSession(session)
      },
      (error: unknown) => {
        // Nobody pressed anything, so only what a chosen passkey led to is worth a word.
        if (!own.signal.aborted && error instanceof Problem) onRefused(error)
      },
    )
    return () => own.abort()
  }, [office, active, round])
  return { stop: () => controller.current?.abort(), restart: () => setRound((count) => count + 1) }
}
