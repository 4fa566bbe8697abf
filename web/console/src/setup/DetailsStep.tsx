import type { JSX } from "preact"
import { useRef, useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import { Field } from "../parts/Field.tsx"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"
import { TaskProblem } from "../parts/TaskProblem.tsx"
import { useTask } from "../parts/task.ts"
import { type DraftField, draftProblems, type SetUpDraft } from "./draft.ts"

interface Props {
  readonly draft: SetUpDraft
  readonly onDraft: (draft: SetUpDraft) => void
  /** Rejects when the keys could not be made. */
  readonly onNext: () => Promise<void>
}

export function DetailsStep({ draft, onDraft, onNext }: Props): JSX.Element {
  const { t } = useText()
  // Nobody likes to be scolded for a field not yet reached: problems show after the first attempt, then at once.
  const [tried, setTried] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const task = useTask()
  const problems = draftProblems(draft)

  const submit = (event: Event) => {
    event.preventDefault()
    setTried(true)
    if (problems.size === 0) task.run(onNext)
    else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus())
  }
  const field = (name: DraftField) => {
    const problem = tried ? problems.get(name) : undefined
    return {
      label: t(`setup.${name}`),
      hint: t(`setup.${name}.hint`),
      value: draft[name],
      problem: problem === undefined ? undefined : t(`setup.problem.${problem}`),
      onValue: (value: string) => onDraft({ ...draft, [name]: value }),
    }
  }
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <ScreenHeading>{t("setup.details.title")}</ScreenHeading>
      <p class="lead">{t("setup.details.lead")}</p>
      <Field {...field("organisation")} autocomplete="organization" />
      <Field {...field("owner")} autocomplete="name" />
      <h2 class="form-part">{t("setup.details.inbox")}</h2>
      <Field {...field("inbox")} />
      <Field {...field("greeting")} rows={2} />
      <Field {...field("site")} inputMode="url" />
      <TaskProblem task={task} />
      <div class="actions end">
        <button type="submit" class="s-button" aria-disabled={task.busy}>
          {t("setup.next")}
        </button>
      </div>
    </form>
  )
}
