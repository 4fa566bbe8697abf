import type { CustomerKept, CustomerView } from "@sotto/core"
import { Dialog } from "@sotto/ui"
import type { JSX } from "preact"
import { useEffect, useState } from "preact/hooks"
import { type LoadedVault, useVault, Waiting } from "./parts.tsx"
import { WayForm } from "./WayForm.tsx"
import { useKeptWords } from "./words.tsx"

interface ReturnDialogProps {
  readonly kept: CustomerKept
  readonly view: CustomerView
  readonly onEarlier: () => void
  readonly onClose: () => void
}

/** "I have written here from another device". */
export function ReturnDialog({ kept, view, onEarlier, onClose }: ReturnDialogProps): JSX.Element {
  const { t } = useKeptWords()
  const vault = useVault(kept)
  const mayReturn = useMayReturn(vault)
  return (
    <Dialog title={t("return.title")} onClose={onClose}>
      {typeof vault === "string" ? (
        <Waiting vault={vault} />
      ) : typeof mayReturn === "string" ? (
        <Waiting vault={mayReturn} />
      ) : !mayReturn ? (
        <p>{t("trouble.hasConversation")}</p>
      ) : (
        <>
          {view.isElsewhere && <p role="alert">{t("return.elsewhere")}</p>}
          <p>{t("return.lead")}</p>
          <WayForm
            vault={vault}
            busy="return.running"
            onWay={async (way) => {
              await vault.returnBy(way)
              onEarlier()
            }}
          />
        </>
      )}
    </Dialog>
  )
}

/** Asked once the vault's code is here, and not again while the person returns. */
function useMayReturn(vault: LoadedVault): boolean | "loading" | "failed" {
  const [may, setMay] = useState<boolean | "loading" | "failed">("loading")
  useEffect(() => {
    if (typeof vault === "string") return
    vault.mayReturn().then(setMay, () => setMay("failed"))
  }, [vault])
  return may
}
