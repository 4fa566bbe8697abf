import type { JSX } from "preact"
import { useLanguage } from "../translate/LanguageContext.ts"

export const columns = 8

interface EmojiGridProps {
  readonly found: readonly string[]
  readonly names: ReadonlyMap<string, string>
  /** The one in the tab order. */
  readonly current: number
  readonly onFocus: (index: number) => void
  readonly onPick: (emoji: string) => void
}

export function EmojiGrid({ found, names, current, onFocus, onPick }: EmojiGridProps): JSX.Element {
  const { t } = useLanguage()
  const cell = (emoji: string, index: number) => (
    <td key={emoji}>
      <button
        type="button"
        tabIndex={index === current ? 0 : -1}
        aria-label={names.get(emoji)}
        title={names.get(emoji)}
        onFocus={() => onFocus(index)}
        onClick={() => onPick(emoji)}
      >
        {emoji}
      </button>
    </td>
  )
  return (
    <div class="s-emoji-grid">
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table moved through by arrows */}
      <table role="grid" aria-label={t("emoji")}>
        <tbody>
          {rowsOf(found).map((row, rowIndex) => (
            <tr class="s-emoji-row" key={row[0]}>
              {row.map((emoji, column) => cell(emoji, rowIndex * columns + column))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function rowsOf(found: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(found.length / columns) }, (_, row) =>
    found.slice(row * columns, (row + 1) * columns),
  )
}
