import type { CustomerKept, CustomerVault, CustomerView } from "@sotto/core"
import { Dialog, useObservable } from "@sotto/ui"
import type { JSX } from "preact"
import { Begin } from "./Begin.tsx"
import { Kept } from "./Kept.tsx"
import { Forgotten, useVault, Waiting } from "./parts.tsx"
import { WayForm } from "./WayForm.tsx"
import { useKeptWords } from "./words.tsx"

interface KeepDialogProps {
  readonly kept: CustomerKept
  readonly view: CustomerView
  readonly onReturn: () => void
  readonly onClose: () => void
}

/** "Keep this chat for other devices": begins it, or says where it stands. */
export function KeepDialog({ kept, view, onReturn, onClose }: KeepDialogProps): JSX.Element {
  const { t } = useKeptWords()
  const vault = useVault(kept)
  return (
    <Dialog title={t("keep.title")} onClose={onClose}>
      {typeof vault === "string" ? (
        <Waiting vault={vault} />
      ) : vault.isForgotten ? (
        <Forgotten onReturn={onReturn} />
      ) : (
        <Standing vault={vault} organisation={view.organisation} onClose={onClose} />
      )}
    </Dialog>
  )
}

interface StandingProps {
  readonly vault: CustomerVault
  readonly organisation: string
  readonly onClose: () => void
}

function Standing({ vault, organisation, onClose }: StandingProps): JSX.Element {
  const { t } = useKeptWords()
  const { state } = useObservable(vault)
  if (state === "open") return <Kept vault={vault} organisation={organisation} />
  if (state === "none") return <Begin vault={vault} organisation={organisation} onClose={onClose} />
  if (state === "unknown") return <Waiting vault="failed" />
  return (
    <>
      <p>{t("keep.locked")}</p>
      <WayForm vault={vault} busy="return.running" onWay={(way) => vault.openWith(way)} />
    </>
  )
}
