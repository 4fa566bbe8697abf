import type { JSX } from "preact"
import { useEffect, useMemo, useRef, useState } from "preact/hooks"
import { useLanguage } from "../translate/LanguageContext.ts"
import { loadEmojiNames, searchEmoji } from "./emojiNames.ts"
import { gridMove } from "./gridMove.ts"

const columns = 8

interface EmojiPickerProps {
  readonly onPick: (emoji: string) => void
  readonly onClose: () => void
}

/** Search field above a grid with one tab stop; arrow keys move in the grid, Escape closes. */
export function EmojiPicker({ onPick, onClose }: EmojiPickerProps): JSX.Element {
  const { locale, direction, t } = useLanguage()
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map())
  const [failed, setFailed] = useState(false)
  const [query, setQuery] = useState("")
  const [at, setAt] = useState(0)
  const root = useRef<HTMLDivElement>(null)
  const found = useMemo(() => searchEmoji(names, query), [names, query])
  const current = Math.min(at, Math.max(0, found.length - 1))

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
      {found.length > 0 && (
        <div class="s-emoji-grid">
          {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table moved through by arrows */}
          <table role="grid" aria-label={t("emoji")}>
            <tbody>
              {rowsOf(found).map((row, rowIndex) => (
                <tr class="s-emoji-row" key={row[0]}>
                  {row.map((emoji, column) => (
                    <td key={emoji}>
                      <button
                        type="button"
                        tabIndex={rowIndex * columns + column === current ? 0 : -1}
                        aria-label={names.get(emoji)}
                        title={names.get(emoji)}
                        onFocus={() => setAt(rowIndex * columns + column)}
                        onClick={() => onPick(emoji)}
                      >
                        {emoji}
                      </button>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <output class="s-emoji-name">
        {failed ? t("emojiUnavailable") : found.length === 0 && names.size > 0 && t("emojiNone")}
      </output>
    </div>
  )
}

function rowsOf(found: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(found.length / columns) }, (_, row) =>
    found.slice(row * columns, (row + 1) * columns),
  )
}

function useOutsidePress(root: { readonly current: HTMLElement | null }, onClose: () => void): void {
  useEffect(() => {
    const onPress = (event: Event) => {
      const { target } = event
      // The composer around has the toggle button, which closes by itself.
      if (target instanceof Node && !root.current?.parentElement?.contains(target)) onClose()
    }
    document.addEventListener("pointerdown", onPress)
    return () => document.removeEventListener("pointerdown", onPress)
  }, [root, onClose])
}
