import type { Desk } from "@sotto/core"
import { useEffect, useState } from "preact/hooks"
import type { Drafts } from "./desk/drafts.ts"
import { deviceName } from "./device/deviceName.ts"
import { type MessageKey, useText } from "./i18n/text.ts"
import type { ScreenLock } from "./lock/ScreenLock.ts"
import type { Office, StaffSession } from "./office.ts"
import { problemKey } from "./parts/problemText.ts"

export type OpenedDesk =
  | { readonly kind: "opening" }
  | { readonly kind: "open"; readonly desk: Desk; readonly drafts: Drafts }
  | { readonly kind: "failed"; readonly problem: MessageKey; readonly retry: () => void }

interface Opening {
  readonly office: Office
  readonly session: StaffSession
  readonly lock: ScreenLock
}

/**
 * Opens the desk of this browser once per signed-in person, and closes it when they leave. What they had begun to write
 * when the console was locked comes with it, and is put away again when it locks.
 */
export function useDesk({ office, session, lock }: Opening): OpenedDesk {
  const { t } = useText()
  const name = deviceName(navigator.userAgent, (browser, system) => t("device.name", { browser, system }))
  const [attempt, setAttempt] = useState(0)
  const [opened, setOpened] = useState<OpenedDesk>({ kind: "opening" })
  useEffect(() => {
    let left = false
    let ready: { readonly desk: Desk; readonly drafts: Drafts } | undefined
    setOpened({ kind: "opening" })
    const { id } = session.user
    const open = async () => {
      // First, so that of several tabs it is the unlocked one that has them.
      const drafts = await takeUp(office, id)
      try {
        const desk = await office.openDesk(name)
        // The person may have left while it was opening; a desk nobody sees would hold the socket.
        if (left) desk.close()
        else ready = { desk, drafts }
      } finally {
        if (ready === undefined) void putAway(office, id, drafts)
      }
      if (ready !== undefined) setOpened({ kind: "open", ...ready })
    }
    const leave = () => {
      left = true
      ready?.desk.close()
      if (ready !== undefined && lock.value !== "open")
        void putAway(office, id, ready.drafts).then(() => loadAnew(lock))
    }
    const fail = (error: unknown) => {
      if (!left)
        setOpened({ kind: "failed", problem: problemKey(error), retry: () => setAttempt((n) => n + 1) })
    }
    open().catch(fail)
    return leave
  }, [office, session.user.id, attempt])
  return opened
}

/** A desk without what was half written is better than none. */
async function takeUp(office: Office, user: string): Promise<Drafts> {
  try {
    return new Map(await office.takeDrafts(user))
  } catch (error) {
    reportError(error)
    return new Map()
  }
}

/** They leave the memory also where the disk does not take them: the lock comes first. */
async function putAway(office: Office, user: string, drafts: Drafts): Promise<void> {
  const written = new Map(drafts)
  drafts.clear()
  if (written.size > 0) await office.keepDrafts(user, written).catch(reportError)
}

/**
 * Text that was shown cannot be overwritten in JavaScript; a page that is loaded anew has a memory of its own, and starts
 * locked. Without an answer from the server the page stays, for the next one would not come.
 */
async function loadAnew(lock: ScreenLock): Promise<void> {
  const answer = await fetch(location.pathname, { cache: "no-store" }).catch(() => undefined)
  if (answer?.ok === true && lock.value !== "open") location.reload()
}
