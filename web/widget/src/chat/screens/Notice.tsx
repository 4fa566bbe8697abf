import { Icon, type IconName } from "@sotto/ui"
import type { JSX } from "preact"
import type { Page } from "../App.tsx"
import { type ChatKey, useSentences } from "../languages.ts"
import { Contact } from "./Contact.tsx"
import { PlainHeader } from "./PlainHeader.tsx"

export type NoticeKind = "refused" | "unsupported" | "unavailable" | "unknownInbox"

interface NoticeProps {
  readonly kind: NoticeKind
  readonly page: Page
  readonly title?: string
  readonly reason?: string | undefined
  readonly contact?: string
  readonly onRetry?: () => void
}

const looks: Readonly<
  Record<NoticeKind, { readonly icon: IconName; readonly title: ChatKey; readonly text: ChatKey }>
> = {
  refused: { icon: "alert", title: "refusedTitle", text: "refusedText" },
  unsupported: { icon: "lock", title: "unsupportedTitle", text: "unsupportedText" },
  unavailable: { icon: "offline", title: "unavailableTitle", text: "unavailableText" },
  unknownInbox: { icon: "search", title: "unknownInboxTitle", text: "unknownInboxText" },
}

/** Why there is no chat, in plain words, and the other ways to the company. There is no way to write from here. */
export function Notice({ kind, page, title, reason, contact, onRetry }: NoticeProps): JSX.Element {
  const { t } = useSentences()
  const look = looks[kind]
  return (
    <main class="c-chat" aria-label={t("chat")}>
      <PlainHeader title={title || t("chat")} page={page} />
      <div class="c-center">
        <span class="c-emblem" data-look={kind}>
          <Icon name={look.icon} />
        </span>
        <div role="alert" class="c-notice">
          <h2>{t(look.title)}</h2>
          <p>{t(look.text)}</p>
        </div>
        <Contact text={contact ?? ""} />
        {onRetry !== undefined && (
          <button type="button" class="s-button" onClick={onRetry}>
            {t("tryAgain")}
          </button>
        )}
        {reason !== undefined && reason !== "" && <p class="s-hint">{t("reason", { reason })}</p>}
      </div>
    </main>
  )
}
