import { LanguageProvider, uiLanguages } from "@sotto/ui"
import "@sotto/ui/theme.css"
import { render } from "preact"
import { App } from "../../src/app.tsx"
import { takeEntry } from "../../src/entry.ts"
import { consoleLanguages, TextProvider, textOf } from "../../src/i18n/text.ts"
import { browserLock } from "../../src/lock/browserLock.ts"
import "../../src/styles/index.css"
import { fakeOffice, sceneOf } from "./fakeOffice.ts"

const entry = takeEntry(location, history)
const wanted = navigator.languages
const [shared, own] = await Promise.all([uiLanguages.load(wanted), consoleLanguages.load(wanted)])
document.documentElement.lang = own.locale
const root = document.querySelector("#console")
if (root === null) throw new Error("the page has no #console")
render(
  <LanguageProvider value={shared}>
    <TextProvider value={textOf(own)}>
      <App office={fakeOffice(sceneOf(location.search))} entry={entry} lock={browserLock()} />
    </TextProvider>
  </LanguageProvider>,
  root,
)
