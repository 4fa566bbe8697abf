import { useEffect, useMemo } from "preact/hooks"
import type { Office, StaffSession } from "../office.ts"
import { IdleWatch } from "./IdleWatch.ts"

/** What shows that somebody is there. Moving the mouse does not: it also moves when a desk is bumped. */
const signs = ["pointerdown", "keydown", "wheel"] as const

/** Watches over the session while the console is open. `onEnded` runs when it has idled away. */
export function useIdle(office: Office, session: StaffSession, onEnded: () => void): IdleWatch {
  const idle = useMemo(
    () =>
      new IdleWatch({
        idleUntil: session.idleUntil,
        expiresAt: session.expiresAt,
        tell: () => office.active(),
        ask: () => office.idleUntil(),
        now: () => Date.now(),
        after: (milliseconds, work) => {
          const timer = setTimeout(work, milliseconds)
          return () => clearTimeout(timer)
        },
      }),
    [office, session],
  )
  useEffect(() => {
    const did = () => idle.did()
    for (const sign of signs) addEventListener(sign, did, { passive: true, capture: true })
    const stop = idle.subscribe(() => idle.value.kind === "ended" && onEnded())
    return () => {
      for (const sign of signs) removeEventListener(sign, did, { capture: true })
      stop()
      idle.close()
    }
  }, [idle])
  return idle
}
