import type { CustomerChat, CustomerView } from "@sotto/core"
import { MessageLog } from "@sotto/ui"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import type { Page } from "../App.tsx"
import type { ChatSession } from "../ChatSession.ts"
import { useLaterConfirm } from "../confirm/useLaterConfirm.ts"
import { useDialogs } from "../dialogs/useDialogs.ts"
import { useSentences } from "../languages.ts"
import { Banner } from "./Banner.tsx"
import { Footer } from "./Footer.tsx"
import { Header } from "./Header.tsx"
import { useNamedSend } from "./useNamedSend.ts"
import { Welcome } from "./Welcome.tsx"

interface ConversationProps {
  readonly chat: CustomerChat
  readonly view: CustomerView
  readonly session: ChatSession
  readonly page: Page
}

export function Conversation({ chat, view, session, page }: ConversationProps): JSX.Element {
  const { conversation } = view
  const { name, setName, send } = useNamedSend(chat, conversation !== undefined)
  const [failed, setFailed] = useState(false)
  const { t } = useSentences()
  const confirm = useLaterConfirm(view)
  const isDeleted = view.deletion !== undefined && (conversation?.status ?? "deleted") === "deleted"
  const dialogs = useDialogs(view, isDeleted, setFailed)
  const attempt = (work: Promise<void>) => {
    setFailed(false)
    work.catch(() => setFailed(true))
  }
  const earlier = conversation?.hasEarlier === true ? { onEarlier: () => attempt(chat.loadEarlier()) } : {}

  return (
    <main class="c-chat" aria-label={t("chat")}>
      <Header view={view} page={page} onDialog={dialogs.choose} />
      <Banner view={view} />
      {isDeleted ? (
        dialogs.loaded === undefined ? (
          <h2 class="c-center">{t("deletedTitle")}</h2>
        ) : (
          <dialogs.loaded.Deleted chat={chat} deletion={view.deletion} />
        )
      ) : (
        <>
          <MessageLog
            key={conversation?.id ?? "new"}
            rows={conversation?.rows ?? []}
            typing={conversation?.typing ?? []}
            {...(confirm && { confirmation: (row) => confirm.line(row, view.organisation) })}
            onRetry={(rowId) => attempt(chat.retry(rowId))}
            {...earlier}
            before={
              conversation?.hasEarlier !== true && (
                <Welcome
                  view={view}
                  name={name}
                  onName={setName}
                  onKeep={(keep) => attempt(keep ? session.open(true) : chat.forget())}
                  onDialog={dialogs.choose}
                />
              )
            }
          />
          {failed && (
            <p class="c-error" role="alert">
              {t("actionFailed")}
            </p>
          )}
          {confirm && <confirm.Card chat={chat} view={view} />}
          <Footer chat={chat} view={view} page={page} onSend={send} />
        </>
      )}
      {dialogs.loaded && (
        <dialogs.loaded.Dialogs open={dialogs.open} {...{ chat, view }} onDialog={dialogs.setOpen} />
      )}
    </main>
  )
}
