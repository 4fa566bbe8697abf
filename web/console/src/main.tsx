import { LanguageProvider, uiLanguages } from "@sotto/ui"
import "@sotto/ui/theme.css"
import { render } from "preact"
import { App } from "./app.tsx"
import { takeEntry } from "./entry.ts"
import { consoleLanguages, TextProvider, textOf } from "./i18n/text.ts"
import { LiveOffice } from "./live/LiveOffice.ts"
import { browserLock } from "./lock/browserLock.ts"
import "./styles/index.css"

// Before anything else, and before anything can fail: the token leaves the address bar.
const entry = takeEntry(location, history)

async function start(root: Element): Promise<void> {
  const [office, shared, own] = await Promise.all([
    LiveOffice.open(location.origin, () => Date.now()),
    uiLanguages.load(navigator.languages),
    consoleLanguages.load(navigator.languages),
  ])
  document.documentElement.lang = own.locale
  document.documentElement.dir = own.direction
  render(
    <LanguageProvider value={shared}>
      <TextProvider value={textOf(own)}>
        <App office={office} entry={entry} lock={browserLock()} />
      </TextProvider>
    </LanguageProvider>,
    root,
  )
}

const root = document.querySelector("#console")
if (root === null) throw new Error("the page has no #console")
await start(root)
