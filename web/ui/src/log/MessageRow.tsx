import type { MessageRow as MessageRowData } from "@sotto/core"
import type { JSX } from "preact"
import { Avatar } from "../parts/Avatar.tsx"
import { formatDateTime, formatTime } from "../translate/format.ts"
import { useLanguage } from "../translate/LanguageContext.ts"
import { MessageText } from "./MessageText.tsx"
import { StateMark } from "./StateMark.tsx"
import { shownName } from "./shownName.ts"

interface MessageRowProps {
  readonly row: MessageRowData
  readonly first: boolean
  readonly last: boolean
  readonly onRetry: (rowId: string) => void
}

export function MessageRow({ row, first, last, onRetry }: MessageRowProps): JSX.Element {
  const { locale, t } = useLanguage()
  const author = row.mine ? t("you") : shownName(row.author, t)
  return (
    <li
      class="s-message"
      data-mine={flag(row.mine)}
      data-first={flag(first)}
      data-last={flag(last)}
      data-row={row.id}
    >
      {!row.mine && last && <Avatar name={author} />}
      <span class={first && !row.mine ? "s-message-author" : "s-hidden"} dir="auto">
        {author}
        {row.author.lapsed && ` (${t("lapsed")})`}
      </span>
      <div class="s-bubble">
        <MessageText blocks={row.blocks} text={row.text} />
        <div class="s-meta">
          <time dateTime={new Date(row.at).toISOString()} title={formatDateTime(row.at, locale)}>
            {formatTime(row.at, locale)}
          </time>
          {row.mine && <StateMark state={row.state} />}
        </div>
      </div>
      {row.mine && row.state === "failed" && <Failed onRetry={() => onRetry(row.id)} />}
    </li>
  )
}

/** Present or absent: style sheets ask for the attribute, and `false` would be written out as a word. */
function flag(isSet: boolean): "" | undefined {
  return isSet ? "" : undefined
}

function Failed({ onRetry }: { readonly onRetry: () => void }): JSX.Element {
  const { t } = useLanguage()
  return (
    <div class="s-failed">
      <span role="alert">{t("stateFailed")}</span>
      <button type="button" class="s-link-button" onClick={onRetry}>
        {t("retry")}
      </button>
    </div>
  )
}
