import type { ComponentChildren, JSX } from "preact"
import { useEffect, useRef } from "preact/hooks"
import { type MessageKey, useText } from "../i18n/text.ts"
import { Icon } from "../parts/Icon.tsx"
import type { Reading } from "./useReading.ts"

interface Props<T> {
  readonly id: string
  readonly title: MessageKey
  readonly lead: MessageKey
  readonly reading: Reading<T>
  /** What the last change in this part led to. */
  readonly said: MessageKey | undefined
  readonly children: (value: T) => ComponentChildren
}

/** A part of the account that stands for itself: one that cannot be read leaves the others alone. */
export function Panel<T>({ id, title, lead, reading, said, children }: Props<T>): JSX.Element {
  const { t } = useText()
  const { value, problem } = reading
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // What was pressed may be gone together with its row; the keyboard then goes on from here.
    if (said !== undefined && document.activeElement === document.body) heading.current?.focus()
  }, [said, value])
  return (
    <section class="panel" aria-labelledby={`${id}-title`}>
      <div class="panel-head">
        <h2 id={`${id}-title`} tabIndex={-1} ref={heading}>
          {t(title)}
        </h2>
        <p class="s-hint">{t(lead)}</p>
      </div>
      <div role="status">
        {said !== undefined && (
          <p class="notice good">
            <Icon name="check" />
            <span>{t(said)}</span>
          </p>
        )}
      </div>
      <div role="alert">{problem !== undefined && <p class="notice danger">{t(problem)}</p>}</div>
      {value === undefined ? problem === undefined && <p role="status">{t("busy")}</p> : children(value)}
    </section>
  )
}
