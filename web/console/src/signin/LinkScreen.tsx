import type { JSX } from "preact"
import { type MessageKey, useText } from "../i18n/text.ts"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"
import { Welcome } from "../parts/Welcome.tsx"

interface Props {
  readonly title: MessageKey
  readonly lead: MessageKey
  readonly action: MessageKey
  readonly onAction: () => void
}

/** A link that cannot be used, or a server that did not answer: what happened, and the one thing to do next. */
export function LinkScreen({ title, lead, action, onAction }: Props): JSX.Element {
  const { t } = useText()
  return (
    <Welcome>
      <ScreenHeading>{t(title)}</ScreenHeading>
      <p class="lead">{t(lead)}</p>
      <button type="button" class="s-button full" onClick={onAction}>
        {t(action)}
      </button>
    </Welcome>
  )
}
