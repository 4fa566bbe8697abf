import { LanguageProvider, useObservable } from "@sotto/ui"
import type { JSX } from "preact"
import { useEffect } from "preact/hooks"
import type { ChatAddress } from "./address.ts"
import type { Bridge } from "./bridge.ts"
import type { Cell } from "./Cell.ts"
import type { ChatSession } from "./ChatSession.ts"
import { type ChatLanguage, SentencesProvider } from "./languages.ts"
import { Chat } from "./screens/Chat.tsx"
import { Loading } from "./screens/Loading.tsx"
import { Notice } from "./screens/Notice.tsx"

interface AppProps {
  readonly address: ChatAddress
  /** Undefined when the address names no inbox. */
  readonly session: ChatSession | undefined
  readonly bridge: Bridge
  readonly shown: Cell<boolean>
  readonly language: Cell<ChatLanguage | undefined>
}

/** What every screen may ask of the page it stands on. */
export interface Page {
  readonly embedded: boolean
  readonly shown: boolean
  readonly close: () => void
  readonly unread: (count: number) => void
}

export function App({ address, session, bridge, shown, language }: AppProps): JSX.Element | null {
  const words = useObservable(language)
  const page: Page = {
    embedded: address.embedded,
    shown: useObservable(shown),
    close: () => bridge.close(),
    unread: (count) => bridge.unread(count),
  }
  useEffect(() => {
    // Menus, dialogs and the emoji picker keep their own Escape from coming this far.
    // A dialog's press that is under way is disabled and has lost the focus: its Escape is still the dialog's.
    const onKey = (event: KeyboardEvent) =>
      event.key === "Escape" && document.querySelector("dialog[open]") === null && bridge.close()
    document.addEventListener("keydown", onKey)
    return () => document.removeEventListener("keydown", onKey)
  }, [bridge])
  if (words === undefined) return null
  return (
    <SentencesProvider value={words.chat}>
      <LanguageProvider value={words.ui}>
        {session === undefined ? (
          <Notice kind="unknownInbox" page={page} />
        ) : (
          <Session session={session} page={page} />
        )}
      </LanguageProvider>
    </SentencesProvider>
  )
}

function Session({ session, page }: { readonly session: ChatSession; readonly page: Page }): JSX.Element {
  const state = useObservable(session.state)
  switch (state.kind) {
    case "opening":
      return <Loading page={page} />
    case "failed":
      return (
        <Notice
          kind="unavailable"
          reason={state.reason}
          page={page}
          onRetry={() => void session.open(true)}
        />
      )
    case "open":
      return <Chat chat={state.chat} session={session} page={page} />
  }
}
