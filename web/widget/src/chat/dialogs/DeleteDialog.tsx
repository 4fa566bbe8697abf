import type { CustomerChat } from "@sotto/core"
import type { JSX } from "preact"
import { ConfirmDialog } from "./ConfirmDialog.tsx"
import { useDialogSentences } from "./sentences.ts"

interface DeleteDialogProps {
  readonly chat: CustomerChat
  readonly onClose: () => void
}

export function DeleteDialog({ chat, onClose }: DeleteDialogProps): JSX.Element {
  const { t } = useDialogSentences()
  return (
    <ConfirmDialog
      title={t("deleteTitle")}
      confirm={t("deleteConfirm")}
      failure={t("deleteFailed")}
      danger
      perform={() => chat.deleteConversation()}
      onClose={onClose}
    >
      <ul>
        <li>{t("deleteServer")}</li>
        <li>{t("deleteDevices")}</li>
        <li>{t("deleteLimits")}</li>
      </ul>
      <p>
        <strong>{t("deleteText")}</strong>
      </p>
    </ConfirmDialog>
  )
}
