import type { CustomerView } from "@sotto/core"
import { useEffect, useState } from "preact/hooks"
import { useSentences } from "../languages.ts"
import type { DialogName, LoadedDialogs } from "./Dialogs.tsx"

/** Which dialog is open, and the code of all of them once one is. `onFailed` is told whether the last one did not come. */
export function useDialogs(view: CustomerView, isDeleted: boolean, onFailed: (failed: boolean) => void) {
  const [open, setOpen] = useState<DialogName | undefined>(undefined)
  useEffect(() => {
    if (view.isElsewhere) setOpen("return")
  }, [view.isElsewhere])
  const loaded = useLoaded(open !== undefined || isDeleted, () => {
    setOpen(undefined) // so that choosing it again tries again
    onFailed(true)
  })
  const choose = (name: DialogName) => {
    onFailed(false)
    setOpen(name)
  }
  return { open, setOpen, loaded, choose }
}

/** Most visitors never open a dialog: they and their sentences are fetched when one is wanted for the first time. */
function useLoaded(isWanted: boolean, onFailed: () => void): LoadedDialogs | undefined {
  const { locale } = useSentences()
  const [loaded, setLoaded] = useState<LoadedDialogs | undefined>(undefined)
  const isMissing = isWanted && loaded?.locale !== locale
  useEffect(() => {
    if (!isMissing) return
    let isCurrent = true
    load(locale)
      .then((dialogs) => isCurrent && setLoaded(dialogs))
      .catch(() => isCurrent && onFailed())
    return () => {
      isCurrent = false
    }
  }, [isMissing, locale])
  return isMissing ? undefined : loaded
}

async function load(locale: string): Promise<LoadedDialogs> {
  const { loadDialogs } = await import("./Dialogs.tsx")
  return loadDialogs(locale)
}
