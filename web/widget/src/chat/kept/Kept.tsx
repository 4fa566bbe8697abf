import type { CustomerVault } from "@sotto/core"
import { formatDateTime, useObservable } from "@sotto/ui"
import type { JSX } from "preact"
import { useEffect, useState } from "preact/hooks"
import { AddWay } from "./AddWay.tsx"
import { WayForm } from "./WayForm.tsx"
import { useKeptWords } from "./words.tsx"

/** Fewer never remain, and the server takes no more. */
const FEWEST = 2
const MOST = 10

/** What the person set out to change; each takes a way that they have. */
type Change = { readonly kind: "add" | "removeAll" } | { readonly kind: "remove"; readonly way: string }

interface KeptProps {
  readonly vault: CustomerVault
  readonly organisation: string
}

/** Where a chat that is kept stands, and how ways are added and removed, and all of it. */
export function Kept({ vault, organisation }: KeptProps): JSX.Element {
  const { t, locale } = useKeptWords()
  const { ways, savedAt, progress } = useObservable(vault)
  const [change, setChange] = useState<Change>()
  if (change !== undefined) return <Changing {...{ vault, organisation, change }} onDone={setChange} />
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
      <Ways vault={vault} onRemove={(way) => setChange({ kind: "remove", way })} />
      <div class="s-dialog-actions">
        {ways.length < MOST && (
          <button type="button" class="s-button" data-look="plain" onClick={() => setChange({ kind: "add" })}>
            {t("kept.add")}
          </button>
        )}
        <button
          type="button"
          class="s-button"
          data-look="danger"
          onClick={() => setChange({ kind: "removeAll" })}
        >
          {t("kept.removeAll")}
        </button>
      </div>
    </>
  )
}

interface WaysProps {
  readonly vault: CustomerVault
  readonly onRemove: (way: string) => void
}

function Ways({ vault, onRemove }: WaysProps): JSX.Element {
  const { t } = useKeptWords()
  const { ways } = useObservable(vault)
  const own = useOwnPasskey(vault)
  return (
    <ul class="c-ways">
      {ways.map((way, index) => (
        <li key={way}>
          <span>{t(way === own ? "kept.passkey" : "kept.way", { number: index + 1 })}</span>
          {ways.length > FEWEST && (
            <button
              type="button"
              class="s-link-button"
              aria-label={t("kept.removeWay", { number: index + 1 })}
              onClick={() => onRemove(way)}
            >
              {t("kept.remove")}
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}

interface ChangingProps extends KeptProps {
  readonly change: Change
  readonly onDone: (next: undefined) => void
}

function Changing({ vault, organisation, change, onDone }: ChangingProps): JSX.Element {
  const { t } = useKeptWords()
  const { ways } = useObservable(vault)
  const done = () => onDone(undefined)
  const number = change.kind === "remove" ? ways.indexOf(change.way) + 1 : 0
  return (
    <>
      {change.kind === "add" ? (
        <AddWay vault={vault} organisation={organisation} onDone={done} />
      ) : (
        <>
          <p role="alert">{change.kind === "remove" ? t("kept.remove.known", { number }) : t("kept.sure")}</p>
          <WayForm
            vault={vault}
            busy="loading"
            onWay={(known) =>
              (change.kind === "remove" ? vault.removeWay(change.way, known) : vault.remove(known)).then(done)
            }
          />
        </>
      )}
      <button type="button" class="s-link-button" onClick={done}>
        {t("cancel")}
      </button>
    </>
  )
}

function useOwnPasskey(vault: CustomerVault): string | undefined {
  const [own, setOwn] = useState<string>()
  useEffect(() => void vault.passkeyWayId().then(setOwn), [vault])
  return own
}
