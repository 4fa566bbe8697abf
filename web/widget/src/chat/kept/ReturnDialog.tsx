import type { CustomerKept, CustomerView } from "@sotto/core"
import { Dialog } from "@sotto/ui"
import type { JSX } from "preact"
import { useVault, Waiting } from "./parts.tsx"
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
  const hasConversation = view.conversation !== undefined
  return (
    <Dialog title={t("return.title")} onClose={onClose}>
      {hasConversation ? (
        <p>{t("trouble.hasConversation")}</p>
      ) : typeof vault === "string" ? (
        <Waiting vault={vault} />
      ) : (
        <>
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
