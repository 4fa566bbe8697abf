import type { CustomerVault } from "@sotto/core"
import { formatDateTime, useObservable } from "@sotto/ui"
import type { JSX } from "preact"
import { useEffect, useState } from "preact/hooks"
import { Trouble } from "./parts.tsx"
import { useTask } from "./useTask.ts"
import { useKeptWords } from "./words.tsx"

/** Where a chat that is kept stands, and how ways and all of it are removed. */
export function Kept({ vault }: { readonly vault: CustomerVault }): JSX.Element {
  const { t, locale } = useKeptWords()
  const { ways, savedAt, progress } = useObservable(vault)
  const task = useTask(vault)
  const own = useOwnPasskey(vault)
  const [sure, setSure] = useState(false)
  const saved =
    savedAt === undefined ? t("kept.waits") : t("kept.saved", { time: formatDateTime(savedAt, locale) })
  return (
    <>
      <p role="status">{progress === undefined ? saved : t("kept.progress", progress)}</p>
      {vault.troubles.length > 0 && (
        <p class="c-error" role="alert">
          {t("trouble.damaged")}
        </p>
      )}
      <p>{t("kept.return")}</p>
      <h3>{t("kept.ways")}</h3>
      <ul class="c-ways">
        {ways.map((way, index) => (
          <li key={way}>
            <span>{t(way === own ? "kept.passkey" : "kept.way", { number: index + 1 })}</span>
            <button
              type="button"
              class="s-link-button"
              aria-label={t("kept.removeWay", { number: index + 1 })}
              disabled={task.running}
              onClick={() => task.run(() => vault.removeWay(way))}
            >
              {t("kept.remove")}
            </button>
          </li>
        ))}
      </ul>
      <Trouble of={task.trouble} />
      {sure && <p role="alert">{t("kept.sure")}</p>}
      <div class="s-dialog-actions">
        <button
          type="button"
          class="s-button"
          data-look="danger"
          disabled={task.running}
          onClick={() => (sure ? task.run(() => vault.remove()) : setSure(true))}
        >
          {t(sure ? "kept.removeAll.sure" : "kept.removeAll")}
        </button>
      </div>
    </>
  )
}

function useOwnPasskey(vault: CustomerVault): string | undefined {
  const [own, setOwn] = useState<string>()
  useEffect(() => void vault.passkeyWayId().then(setOwn), [vault])
  return own
}
