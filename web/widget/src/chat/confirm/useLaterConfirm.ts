import type { CustomerView } from "@sotto/core"
import { useEffect, useState } from "preact/hooks"
import { useSentences } from "../languages.ts"
import type { LoadedConfirm } from "./Confirm.tsx"

const AGAIN = 5000

/** Most visitors are never asked: what confirming takes is fetched when the conversation shows something of it. */
export function useLaterConfirm({ conversation }: CustomerView): LoadedConfirm | undefined {
  const { locale } = useSentences()
  const [loaded, setLoaded] = useState<LoadedConfirm | undefined>(undefined)
  const [tries, setTries] = useState(0)
  const isNeeded = conversation?.rows.some(({ kind }) => kind === "confirmation")
  useEffect(() => {
    if (isNeeded && loaded?.locale !== locale)
      load(locale).then(setLoaded, () => setTimeout(setTries, AGAIN, tries + 1))
  }, [isNeeded, locale, tries])
  return loaded
}

async function load(locale: string): Promise<LoadedConfirm> {
  const { loadConfirm } = await import("./Confirm.tsx")
  return loadConfirm(locale)
}
