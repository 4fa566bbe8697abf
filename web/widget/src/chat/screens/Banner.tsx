import type { CustomerView } from "@sotto/core"
import { Icon } from "@sotto/ui"
import type { JSX } from "preact"
import { useSentences } from "../languages.ts"

/** Connection, outbox and "nothing is kept", each only when there is something to say. */
export function Banner({ view }: { readonly view: CustomerView }): JSX.Element {
  const { t } = useSentences()
  // Before the first message there is nothing to be connected for, and nothing that waits.
  const isNeeded = view.conversation !== undefined || view.outbox > 0
  const isOnline = view.connection === "online" || !isNeeded
  const waiting = view.outbox > 0 && !isOnline ? t("waiting", { count: view.outbox }) : ""
  return (
    <div class="c-banners">
      <div role="status">
        {!isOnline && (
          <p class="c-banner" data-look={view.connection}>
            <Icon name={view.connection === "offline" ? "offline" : "clock"} />
            <span>
              {t(view.connection === "offline" ? "offline" : "connecting")} {waiting}
            </span>
          </p>
        )}
      </div>
      {!view.keep && view.conversation !== undefined && (
        <p class="c-banner">
          <Icon name="computer" />
          <span>{t(view.keepingDenied ? "keepingDenied" : "notMineActive")}</span>
        </p>
      )}
    </div>
  )
}
