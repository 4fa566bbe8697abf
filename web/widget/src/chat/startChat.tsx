import { render } from "preact"
import { App } from "./App.tsx"
import { type ChatAddress, readAddress } from "./address.ts"
import { Bridge } from "./bridge.ts"
import { Cell } from "./Cell.ts"
import { ChatSession, type OpenChat } from "./ChatSession.ts"
import { type ChatLanguage, loadLanguage } from "./languages.ts"

/** Puts the chat into the page. The bridge listens before anything is awaited, so that no hello is missed. */
export function startChat(openChat: OpenChat): void {
  const root = document.getElementById("chat")
  if (root === null) throw new Error("the page has no #chat")
  const address = readAddress(location)
  const language = new Cell<ChatLanguage | undefined>(undefined)
  const shown = new Cell(!address.embedded)
  const bridge = new Bridge(window.parent === window ? undefined : window, {
    onMessage(message) {
      switch (message.sotto) {
        case "shown":
          return shown.set(message.shown)
        case "locale":
          return speak(language, message.locale)
        case "reset":
          return void session?.reset()
      }
    },
  })
  const session = newSession(openChat, address, bridge)
  language.subscribe(() => {
    if (language.value !== undefined) setPageLanguage(language.value)
  })
  speak(language, address.locale)
  void session?.open(true)
  root.replaceChildren()
  render(<App {...{ address, session, bridge, shown, language }} />, root)
}

function newSession(openChat: OpenChat, { inbox, pinnedRoot, identify }: ChatAddress, bridge: Bridge) {
  if (inbox === undefined) return undefined
  const pin = pinnedRoot === undefined ? {} : { pinnedRoot }
  const asked = identify ? bridge.identify : undefined
  return new ChatSession(openChat, { origin: location.origin, inbox, ...pin, identify: asked })
}

/** A language file that does not load leaves the chat in English rather than empty. */
function speak(language: Cell<ChatLanguage | undefined>, locale: string | undefined): void {
  const wanted = [...(locale === undefined ? [] : [locale]), ...navigator.languages]
  loadLanguage(wanted)
    .catch(() => loadLanguage(["en"]))
    .then((loaded) => language.set(loaded))
}

function setPageLanguage(language: ChatLanguage): void {
  document.documentElement.lang = language.chat.locale
  document.documentElement.dir = language.chat.direction
}
