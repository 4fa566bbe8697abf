import { useEffect, useMemo } from "preact/hooks"
import type { ScreenLock } from "../lock/ScreenLock.ts"
import type { Office, StaffSession } from "../office.ts"
import { watchActivity } from "./activity.ts"
import { IdleWatch } from "./IdleWatch.ts"

interface Watched {
  readonly office: Office
  readonly session: StaffSession
  readonly lock: ScreenLock
}

/**
 * Watches over the session and the lock while the console is open; both go by the same signs of the person. `onEnded`
 * runs when the session has idled away.
 */
export function useIdle({ office, session, lock }: Watched, onEnded: () => void): IdleWatch {
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
    const leave = watchActivity(() => {
      if (lock.did()) idle.did()
    })
    const stop = idle.subscribe(() => idle.value.kind === "ended" && onEnded())
    return () => {
      leave()
      stop()
      idle.close()
    }
  }, [idle, lock])
  useEffect(() => lock.watch(), [lock])
  return idle
}
