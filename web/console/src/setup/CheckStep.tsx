import type { JSX } from "preact"
import { useRef, useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import { Field } from "../parts/Field.tsx"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"
import { sameGroup } from "./kitCheck.ts"

interface Props {
  readonly kit: readonly string[]
  /** Indexes of the groups to type again. */
  readonly picks: readonly number[]
  readonly onBack: () => void
  readonly onNext: () => void
}

/** Typing a part again proves that the kit has left this screen, before anything depends on it. */
export function CheckStep({ kit, picks, onBack, onNext }: Props): JSX.Element {
  const { t, formatList } = useText()
  const [typed, setTyped] = useState<readonly string[]>(() => picks.map(() => ""))
  const [tried, setTried] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const right = picks.map((pick, index) => sameGroup(kit[pick] ?? "", typed[index] ?? ""))

  const submit = (event: Event) => {
    event.preventDefault()
    setTried(true)
    if (right.every(Boolean)) onNext()
    else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus())
  }
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <ScreenHeading>{t("setup.check.title")}</ScreenHeading>
      <p class="lead">
        {t("setup.check.lead", { groups: formatList(picks.map((pick) => String(pick + 1))) })}
      </p>
      <div class="check-groups">
        {picks.map((pick, index) => (
          <Field
            key={pick}
            label={t("setup.check.group", { number: pick + 1 })}
            value={typed[index] ?? ""}
            problem={tried && right[index] === false ? t("setup.check.wrong") : undefined}
            onValue={(value) => setTyped(typed.with(index, value))}
            mono
            secret
          />
        ))}
      </div>
      <div class="actions between">
        <button type="button" class="s-button" data-look="plain" onClick={onBack}>
          {t("setup.check.again")}
        </button>
        <button type="submit" class="s-button">
          {t("setup.next")}
        </button>
      </div>
    </form>
  )
}
