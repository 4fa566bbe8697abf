import type { JSX } from "preact"
import { useEffect, useMemo, useRef, useState } from "preact/hooks"
import { useLanguage } from "../translate/LanguageContext.ts"
import { columns, EmojiGrid } from "./EmojiGrid.tsx"
import { searchEmoji } from "./emojiNames.ts"
import { gridMove } from "./gridMove.ts"
import { useEmojiNames } from "./useEmojiNames.ts"
import { useOutsidePress } from "./useOutsidePress.ts"

interface EmojiPickerProps {
  readonly onPick: (emoji: string) => void
  readonly onClose: () => void
}

/** Search field above a grid with one tab stop; arrow keys move in the grid, Escape closes. */
export function EmojiPicker({ onPick, onClose }: EmojiPickerProps): JSX.Element {
  const { locale, direction, t } = useLanguage()
  const { names, failed } = useEmojiNames(locale)
  const [query, setQuery] = useState("")
  const [at, setAt] = useState(0)
  const root = useRef<HTMLDivElement>(null)
  const found = useMemo(() => searchEmoji(names, query), [names, query])
  const current = Math.min(at, Math.max(0, found.length - 1))

  useOutsidePress(root, onClose)
  useEffect(() => root.current?.querySelector("input")?.focus(), [])

  const focusCell = (index: number) => {
    setAt(index)
    root.current?.querySelectorAll<HTMLElement>("td > button")[index]?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation()
      return onClose()
    }
    const isInField = event.target instanceof HTMLInputElement
    if (isInField && event.key === "Enter") event.preventDefault()
    if (isInField && event.key !== "ArrowDown") return
    const grid = { columns, count: found.length, rightToLeft: direction === "rtl" }
    const next = isInField ? current : gridMove(event.key, current, grid)
    if (next === undefined) return
    event.preventDefault()
    focusCell(next)
  }
  return (
    <div class="s-emoji" ref={root} role="dialog" aria-label={t("emoji")} onKeyDown={onKeyDown}>
      <input
        class="s-input"
        type="search"
        aria-label={t("emojiSearch")}
        placeholder={t("emojiSearch")}
        value={query}
        onInput={(event) => {
          setQuery(event.currentTarget.value)
          setAt(0)
        }}
      />
      {found.length > 0 && <EmojiGrid {...{ found, names, current }} onFocus={setAt} onPick={onPick} />}
      <output class="s-emoji-name">
        {failed ? t("emojiUnavailable") : found.length === 0 && names.size > 0 && t("emojiNone")}
      </output>
    </div>
  )
}
