import type { CustomerChat, CustomerView } from "@sotto/core"
import { formatDateTime, Icon } from "@sotto/ui"
import type { JSX } from "preact"
import { StartNew } from "../screens/StartNew.tsx"
import { useDialogSentences } from "./sentences.ts"

export interface DeletedProps {
  readonly chat: CustomerChat
  readonly deletion: CustomerView["deletion"]
}

export function Deleted({ chat, deletion }: DeletedProps): JSX.Element | null {
  const { t, locale } = useDialogSentences()
  if (deletion === undefined) return null
  return (
    <div class="c-center">
      <span class="c-emblem" data-look={deletion.waiting > 0 ? "waiting" : "done"}>
        <Icon name={deletion.waiting > 0 ? "clock" : "check"} />
      </span>
      <div class="c-notice" role="status">
        <h2>{t("deletedTitle")}</h2>
        <p>{t("deletedText", { time: formatDateTime(deletion.at, locale) })}</p>
        <p>{t("deletedWaiting", { count: deletion.waiting })}</p>
      </div>
      <StartNew chat={chat} look="button" />
    </div>
  )
}
