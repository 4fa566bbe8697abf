import { useEffect, useState } from "preact/hooks"
import { loadEmojiNames } from "./emojiNames.ts"

/** Names in the reader's language, which are loaded when the picker opens; none until then. */
export function useEmojiNames(locale: string): {
  readonly names: ReadonlyMap<string, string>
  readonly failed: boolean
} {
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map())
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    let isWanted = true
    loadEmojiNames(locale).then(
      (loaded) => isWanted && setNames(loaded),
      () => isWanted && setFailed(true),
    )
    return () => {
      isWanted = false
    }
  }, [locale])
  return { names, failed }
}
