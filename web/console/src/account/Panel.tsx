import type { ComponentChildren, JSX } from "preact"
import { type MessageKey, useText } from "../i18n/text.ts"
import type { Reading } from "./useReading.ts"

interface Props<T> {
  readonly id: string
  readonly title: MessageKey
  readonly lead: MessageKey
  readonly reading: Reading<T>
  readonly children: (value: T) => ComponentChildren
}

/** A part of the account that stands for itself: one that cannot be read leaves the others alone. */
export function Panel<T>({ id, title, lead, reading, children }: Props<T>): JSX.Element {
  const { t } = useText()
  const { value, problem } = reading
  return (
    <section class="panel" aria-labelledby={`${id}-title`}>
      <div class="panel-head">
        <h2 id={`${id}-title`}>{t(title)}</h2>
        <p class="s-hint">{t(lead)}</p>
      </div>
      <div role="alert">{problem !== undefined && <p class="notice danger">{t(problem)}</p>}</div>
      {value === undefined ? problem === undefined && <p role="status">{t("busy")}</p> : children(value)}
    </section>
  )
}
