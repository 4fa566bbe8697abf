import type { DeskView } from "@sotto/core"
import type { JSX } from "preact"
import { useEffect, useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import { Icon } from "../parts/Icon.tsx"
import { IdleBanner } from "./IdleBanner.tsx"
import type { IdleWatch } from "./IdleWatch.ts"

const patience = 2000

interface Props {
  readonly view: DeskView
  readonly idle: IdleWatch
}

/** What concerns every screen: the session's end, the connection, catching up, a certificate that has run out. */
export function Banners({ view, idle }: Props): JSX.Element {
  const { t } = useText()
  // A browser that nobody has certified yet connects to nothing, and that is no interruption.
  const connection = view.phase === "waiting" ? "online" : view.connection
  const interrupted = useLasting(connection !== "online", patience)
  return (
    <>
      <IdleBanner idle={idle} />
      <div class="banners" role="status">
        {interrupted && connection !== "online" && (
          <p class="banner">
            <Icon name="alert" />
            {t(`connection.${connection}`)}
          </p>
        )}
        {view.phase === "lapsed" && (
          <p class="banner">
            <Icon name="alert" />
            {t("phase.lapsed")}
          </p>
        )}
      </div>
      {view.progress !== undefined && (
        <section class="catching-up" aria-label={t("progress.label")}>
          <progress
            max={view.progress.total}
            value={view.progress.done}
            aria-label={t("progress", { done: view.progress.done, total: view.progress.total })}
          />
        </section>
      )}
    </>
  )
}

/** True once `now` has been true for a while: a socket that comes back at once is nobody's business. */
function useLasting(now: boolean, milliseconds: number): boolean {
  const [lasting, setLasting] = useState(false)
  useEffect(() => {
    if (!now) return setLasting(false)
    const timer = setTimeout(() => setLasting(true), milliseconds)
    return () => clearTimeout(timer)
  }, [now, milliseconds])
  return lasting
}
