import type { JSX } from "preact"
import { useEffect, useState } from "preact/hooks"
import { useSentences } from "../languages.ts"
import type { DialogsProps, LoadedDialogs } from "./Dialogs.tsx"

/** Most visitors never open a dialog: they and their sentences are fetched when one is opened for the first time. */
export function LaterDialogs(props: DialogsProps): JSX.Element | null {
  const { open, onDialog } = props
  const { locale, t } = useSentences()
  const [loaded, setLoaded] = useState<LoadedDialogs | undefined>(undefined)
  const [failed, setFailed] = useState(false)
  const isMissing = open !== undefined && loaded?.locale !== locale

  useEffect(() => {
    if (!isMissing) return
    setFailed(false)
    let isCurrent = true
    load(locale)
      .then((dialogs) => isCurrent && setLoaded(dialogs))
      .catch(() => {
        if (!isCurrent) return
        setFailed(true)
        onDialog(() => undefined) // so that choosing it again tries again
      })
    return () => {
      isCurrent = false
    }
  }, [isMissing, locale])

  if (loaded !== undefined && !isMissing) return <loaded.Dialogs {...props} />
  if (!failed) return null
  return (
    <p class="c-error" role="alert">
      {t("actionFailed")}
    </p>
  )
}

async function load(locale: string): Promise<LoadedDialogs> {
  const { loadDialogs } = await import("./Dialogs.tsx")
  return loadDialogs(locale)
}
