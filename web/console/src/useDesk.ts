import type { Desk } from "@sotto/core"
import { useEffect, useState } from "preact/hooks"
import { deviceName } from "./device/deviceName.ts"
import { type MessageKey, useText } from "./i18n/text.ts"
import type { Office, StaffSession } from "./office.ts"
import { problemKey } from "./parts/problemText.ts"

export type OpenedDesk =
  | { readonly kind: "opening" }
  | { readonly kind: "open"; readonly desk: Desk }
  | { readonly kind: "failed"; readonly problem: MessageKey; readonly retry: () => void }

/** Opens the desk of this browser once per signed-in person, and closes it when they leave. */
export function useDesk(office: Office, session: StaffSession): OpenedDesk {
  const { t } = useText()
  const name = deviceName(navigator.userAgent, (browser, system) => t("device.name", { browser, system }))
  const [attempt, setAttempt] = useState(0)
  const [opened, setOpened] = useState<OpenedDesk>({ kind: "opening" })
  useEffect(() => {
    let left = false
    let desk: Desk | undefined
    setOpened({ kind: "opening" })
    const accept = (ready: Desk) => {
      desk = ready
      // The person may have left while it was opening; a desk nobody sees would hold the socket.
      if (left) ready.close()
      else setOpened({ kind: "open", desk: ready })
    }
    const fail = (error: unknown) => {
      if (!left)
        setOpened({ kind: "failed", problem: problemKey(error), retry: () => setAttempt((n) => n + 1) })
    }
    office.openDesk(name).then(accept, fail)
    return () => {
      left = true
      desk?.close()
    }
  }, [office, session.user.id, attempt])
  return opened
}
