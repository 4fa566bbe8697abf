import { createApi } from "./api.ts"
import { readSettings } from "./settings.ts"

// Read at once: currentScript is only set while a classic script runs for the first time.
const script = document.currentScript

function start(): void {
  if (!(script instanceof HTMLScriptElement)) return
  const before: unknown = Reflect.get(window, "sotto")
  const settings = readSettings(script, before)
  if (settings !== undefined) Reflect.set(window, "sotto", createApi(settings, before))
}

if (document.body === null) document.addEventListener("DOMContentLoaded", start)
else start()
