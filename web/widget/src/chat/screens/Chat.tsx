import type { CustomerChat } from "@sotto/core"
import { useObservable } from "@sotto/ui"
import type { JSX } from "preact"
import { useEffect } from "preact/hooks"
import type { Page } from "../App.tsx"
import type { ChatSession } from "../ChatSession.ts"
import { useSentences } from "../languages.ts"
import { Conversation } from "./Conversation.tsx"
import { Loading } from "./Loading.tsx"
import { Notice } from "./Notice.tsx"
import { usePageVisible } from "./usePageVisible.ts"

interface ChatProps {
  readonly chat: CustomerChat
  readonly session: ChatSession
  readonly page: Page
}

export function Chat({ chat, session, page }: ChatProps): JSX.Element {
  const { t } = useSentences()
  const view = useObservable(chat)
  const unread = view.conversation?.unread ?? 0
  const title = view.inboxName || t("chat")
  const isVisible = usePageVisible() && page.shown

  useEffect(() => chat.visible(isVisible), [chat, isVisible])
  useEffect(() => page.unread(unread), [unread])
  useEffect(() => {
    document.title = unread > 0 ? t("titleUnread", { count: unread, title }) : title
  }, [unread, title, t])

  useEffect(() => {
    if (view.phase === "someoneElse") void session.reset()
  }, [view.phase])

  switch (view.phase) {
    case "someoneElse":
    case "loading":
      return <Loading page={page} />
    case "ready":
      return <Conversation chat={chat} view={view} session={session} page={page} />
    case "refused":
    case "unsupported":
    case "unavailable":
    case "unknownInbox":
      return (
        <Notice
          kind={view.phase}
          page={page}
          title={view.inboxName}
          reason={view.reason}
          contact={view.contact}
          {...(view.phase === "unavailable" ? { onRetry: () => void session.open(view.keep) } : {})}
        />
      )
  }
}
