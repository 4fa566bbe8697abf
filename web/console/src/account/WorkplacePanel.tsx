import type { JSX } from "preact"
import { useId, useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import { type LockAfter, lockAfterChoices } from "../lock/lockAfter.ts"
import type { ScreenLock } from "../lock/ScreenLock.ts"
import { Icon } from "../parts/Icon.tsx"

/** What holds for this browser, whoever signs in here. */
export function WorkplacePanel({ lock }: { readonly lock: ScreenLock }): JSX.Element {
  const { t } = useText()
  const [chosen, setChosen] = useState(lock.lockAfter)
  const [alone, setAlone] = useState(false)
  const [saved, setSaved] = useState(false)
  const id = useId()
  const choose = (after: LockAfter) => {
    setSaved(false)
    setAlone(false)
    setChosen(after)
  }
  const complete = chosen !== "never" || alone
  const save = () => {
    lock.lockAfter = chosen
    setSaved(true)
  }
  return (
    <section class="panel" aria-labelledby={`${id}-title`}>
      <div class="panel-head">
        <h2 id={`${id}-title`}>{t("workplace.title")}</h2>
        <p class="s-hint">{t("workplace.lead")}</p>
      </div>
      <div role="status">
        {saved && (
          <p class="notice good">
            <Icon name="check" />
            <span>{t("workplace.saved")}</span>
          </p>
        )}
      </div>
      <form
        class="dialog-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (complete) save()
        }}
      >
        <LockAfterChoice value={chosen} onValue={choose} />
        {chosen === "never" && <Alone value={alone} onValue={setAlone} />}
        <div class="actions">
          <button type="submit" class="s-button" data-look="plain" disabled={!complete}>
            {t("workplace.save")}
          </button>
          <button type="button" class="s-button" data-look="plain" onClick={() => lock.lock()}>
            <Icon name="lock" />
            {t("lock.now")}
          </button>
        </div>
      </form>
    </section>
  )
}

interface ChoiceProps<T> {
  readonly value: T
  readonly onValue: (value: T) => void
}

function LockAfterChoice({ value, onValue }: ChoiceProps<LockAfter>): JSX.Element {
  const { t } = useText()
  const id = useId()
  return (
    <fieldset class="choices">
      <legend>{t("workplace.lockAfter")}</legend>
      {lockAfterChoices.map((after) => (
        <div key={after} class="s-switch">
          <input
            type="radio"
            id={`${id}-${after}`}
            name={id}
            checked={after === value}
            onChange={() => onValue(after)}
          />
          <label for={`${id}-${after}`}>
            {after === "never" ? t("workplace.never") : t("workplace.minutes", { minutes: Number(after) })}
          </label>
        </div>
      ))}
    </fieldset>
  )
}

function Alone({ value, onValue }: ChoiceProps<boolean>): JSX.Element {
  const { t } = useText()
  const id = useId()
  return (
    <div class="s-switch">
      <input id={id} type="checkbox" checked={value} onChange={() => onValue(!value)} />
      <label for={id}>{t("workplace.alone")}</label>
      <p class="s-hint">{t("workplace.alone.hint")}</p>
    </div>
  )
}
