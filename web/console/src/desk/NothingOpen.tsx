import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { Icon } from "../parts/Icon.tsx"

export function NothingOpen(): JSX.Element {
  const { t } = useText()
  return (
    <section class="empty only-wide" aria-label={t("thread.label")}>
      <span class="empty-picture" aria-hidden="true">
        <Icon name="conversations" />
      </span>
      <p>{t("thread.choose")}</p>
      <p class="s-hint">
        {t("thread.choose.keys")} <kbd>↑</kbd> <kbd>↓</kbd> <kbd>Enter</kbd>
      </p>
    </section>
  )
}
