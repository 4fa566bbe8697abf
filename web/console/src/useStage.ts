import { useEffect, useState } from "preact/hooks"
import { type Entry, takeEntry } from "./entry.ts"
import type { MessageKey } from "./i18n/text.ts"
import type { ScreenLock } from "./lock/ScreenLock.ts"
import type { Office, StaffSession } from "./office.ts"
import { goTo } from "./routes.ts"
import { openStage, type Stage } from "./stage.ts"

interface Staged {
  readonly stage: Stage
  readonly setStage: (stage: Stage) => void
  /** Asks the server anew who is here. */
  readonly open: (where: Entry) => void
  /** Somebody has just proved who they are. */
  readonly enter: (session: StaffSession) => void
  /** The server knows nobody here any more. */
  readonly signedOut: (notice: MessageKey) => void
}

/** The stage that the visitor is at, from how the page was entered to whoever signs in last. */
export function useStage(office: Office, entry: Entry, lock: ScreenLock): Staged {
  const [stage, setStage] = useState<Stage>({ kind: "opening" })
  const open = (where: Entry) => {
    setStage({ kind: "opening" })
    openStage(office, where, location.hash).then((next) => {
      if (next.kind === "signIn") lock.forget()
      else lock.resume()
      if (next.kind === "console" && next.returned !== undefined) goTo({ screen: "account" })
      setStage(next)
    })
  }
  const enter = (session: StaffSession) => {
    lock.unlock()
    setStage({ kind: "console", session })
  }
  const signedOut = (notice: MessageKey) => {
    lock.forget()
    setStage({ kind: "signIn", notice })
  }
  useEffect(() => open(entry), [])
  useEffect(() => {
    // A second link pasted into this tab only changes the fragment, so no page load would notice it.
    const follow = () => {
      const next = takeEntry(location, history)
      if (next.kind !== "console") open(next)
    }
    addEventListener("hashchange", follow)
    return () => removeEventListener("hashchange", follow)
  }, [])
  return { stage, setStage, open, enter, signedOut }
}
