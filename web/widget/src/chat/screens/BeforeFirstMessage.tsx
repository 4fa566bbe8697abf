import type { JSX } from "preact"
import { useId } from "preact/hooks"
import { useSentences } from "../languages.ts"
import { ownTab } from "../ownTab.ts"

interface BeforeFirstMessageProps {
  readonly keep: boolean
  readonly keepingDenied: boolean
  readonly name: string
  readonly onName: (name: string) => void
  readonly onKeep: (keep: boolean) => void
}

/** As the certificate allows. */
const longestName = 80

export function BeforeFirstMessage(props: BeforeFirstMessageProps): JSX.Element {
  const { keep, keepingDenied, name, onName, onKeep } = props
  const { t } = useSentences()
  const id = useId()
  return (
    <div class="c-before">
      <div class="s-field">
        <label class="s-label" for={`${id}name`}>
          {t("nameLabel")}
        </label>
        <input
          id={`${id}name`}
          class="s-input"
          type="text"
          dir="auto"
          autocomplete="name"
          maxLength={longestName}
          aria-describedby={`${id}nameHint`}
          value={name}
          onInput={(event) => onName(event.currentTarget.value)}
        />
        <span class="s-hint" id={`${id}nameHint`}>
          {t("nameHint")}
        </span>
      </div>
      {keepingDenied ? (
        <KeepingDenied />
      ) : (
        <div class="s-switch">
          <input
            id={`${id}keep`}
            type="checkbox"
            aria-describedby={`${id}keepHint`}
            checked={!keep}
            onChange={(event) => onKeep(!event.currentTarget.checked)}
          />
          <label for={`${id}keep`}>{t("notMine")}</label>
          <span class="s-hint" id={`${id}keepHint`}>
            {t("notMineHint")}
          </span>
        </div>
      )}
    </div>
  )
}

/** Some browsers let a frame inside another site keep nothing; a tab of its own is not a frame. */
function KeepingDenied(): JSX.Element {
  const { t } = useSentences()
  return (
    <p class="s-hint">
      {t("keepingDenied")}{" "}
      <a href={ownTab(location.href)} target="_blank" rel="noopener">
        {t("ownTab")}
      </a>
    </p>
  )
}
