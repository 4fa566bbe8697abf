import type { CustomerView } from "@sotto/core"
import { useEffect, useState } from "preact/hooks"
import { useSentences } from "../languages.ts"
import type { LoadedConfirm } from "./Confirm.tsx"

/** Most visitors are never asked: what confirming takes is fetched when the conversation shows something of it. */
export function useLaterConfirm({ conversation }: CustomerView): LoadedConfirm | undefined {
  const { locale } = useSentences()
  const [loaded, setLoaded] = useState<LoadedConfirm | undefined>(undefined)
  const count = conversation?.rows.filter(({ kind }) => kind === "confirmation").length ?? 0
  useEffect(() => {
    // What does not load is tried again with the next row of its kind.
    if (count > 0 && loaded?.locale !== locale) load(locale).then(setLoaded, () => undefined)
  }, [count, locale])
  return loaded
}

async function load(locale: string): Promise<LoadedConfirm> {
  const { loadConfirm } = await import("./Confirm.tsx")
  return loadConfirm(locale)
}
