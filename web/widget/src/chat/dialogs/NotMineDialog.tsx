import type { CustomerChat } from "@sotto/core"
import type { JSX } from "preact"
import { ConfirmDialog } from "./ConfirmDialog.tsx"
import { useDialogSentences } from "./sentences.ts"

interface NotMineDialogProps {
  readonly chat: CustomerChat
  readonly onClose: () => void
}

export function NotMineDialog({ chat, onClose }: NotMineDialogProps): JSX.Element {
  const { t } = useDialogSentences()
  return (
    <ConfirmDialog
      title={t("notMineTitle")}
      confirm={t("notMineConfirm")}
      failure={t("actionFailed")}
      danger={false}
      perform={() => chat.forget()}
      onClose={onClose}
    >
      <p>{t("notMineText")}</p>
    </ConfirmDialog>
  )
}
