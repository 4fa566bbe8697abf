import type { CustomerChat, CustomerView } from "@sotto/core"
import { Composer } from "@sotto/ui"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import type { Page } from "../App.tsx"
import { useSentences } from "../languages.ts"
import { Contact } from "./Contact.tsx"
import { StartNew } from "./StartNew.tsx"

interface FooterProps {
  readonly chat: CustomerChat
  readonly view: CustomerView
  readonly page: Page
  readonly onSend: (text: string) => Promise<void>
}

export function Footer({ chat, view, page, onSend }: FooterProps): JSX.Element {
  const { t } = useSentences()
  const [failed, setFailed] = useState(false)
  const { conversation } = view
  if (conversation?.stopped !== undefined) {
    return <Stopped chat={chat} reason={conversation.stopped} contact={view.contact} />
  }
  const send = async (text: string) => {
    setFailed(false)
    try {
      await onSend(text)
    } catch (error) {
      setFailed(true)
      throw error
    }
  }
  return (
    <footer class="c-footer">
      {conversation?.status === "resolved" && (
        <div class="c-resolved">
          <p>{t("resolved")}</p>
          <StartNew chat={chat} look="link" />
        </div>
      )}
      {failed && (
        <p class="c-error" role="alert">
          {t("sendFailed")}
        </p>
      )}
      <Composer
        placeholder={t("writePlaceholder")}
        // A touch device would open its keyboard over the greeting.
        autoFocus={page.shown && matchMedia("(pointer: fine)").matches}
        onSend={send}
        onTyping={() => chat.typing()}
      />
    </footer>
  )
}

interface StoppedProps {
  readonly chat: CustomerChat
  readonly reason: string
  readonly contact: string
}

function Stopped({ chat, reason, contact }: StoppedProps): JSX.Element {
  const { t } = useSentences()
  return (
    <footer class="c-footer c-stopped">
      <div role="alert">
        <h2>{t("stoppedTitle")}</h2>
        <p>{t("stoppedText")}</p>
      </div>
      <p class="s-hint">{t("reason", { reason })}</p>
      <Contact text={contact} />
      <StartNew chat={chat} look="button" />
    </footer>
  )
}
