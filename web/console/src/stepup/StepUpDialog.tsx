import { Dialog, useObservable } from "@sotto/ui"
import type { JSX } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { Office } from "../office.ts"
import { Field } from "../parts/Field.tsx"
import { Icon } from "../parts/Icon.tsx"
import { TaskProblem } from "../parts/TaskProblem.tsx"
import { type Task, useTask } from "../parts/task.ts"
import { typedCode } from "../parts/typedCode.ts"

/** Waits for commands that need a fresh verification, over whatever screen or dialog sent them. */
export function StepUpHost({ office }: { readonly office: Office }): JSX.Element | null {
  const asked = useObservable(office.stepUps)
  return asked ? <StepUpDialog office={office} /> : null
}

function StepUpDialog({ office }: { readonly office: Office }): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const hasPassword = useHasPassword(office)
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => first.current?.focus(), [])
  const confirm = (verify: () => Promise<void>) =>
    task.run(async () => {
      await verify()
      office.stepUps.confirm()
    })
  return (
    <Dialog title={t("stepUp.title")} onClose={() => office.stepUps.decline()}>
      <p>{t("stepUp.lead")}</p>
      <TaskProblem task={task} />
      <button
        ref={first}
        type="button"
        class="s-button full"
        aria-disabled={task.busy}
        onClick={() => confirm(() => office.stepUp())}
      >
        <Icon name="key" />
        {task.busy ? t("busy") : t("stepUp.passkey")}
      </button>
      {hasPassword && (
        <PasswordForm
          task={task}
          onAnswer={(password, code) => confirm(() => office.stepUpByPassword(password, code))}
        />
      )}
      <div class="s-dialog-actions">
        <button type="button" class="s-button" data-look="plain" onClick={() => office.stepUps.decline()}>
          {t("cancel")}
        </button>
      </div>
    </Dialog>
  )
}

interface PasswordFormProps {
  readonly task: Task
  readonly onAnswer: (password: string, code: string) => void
}

function PasswordForm({ task, onAnswer }: PasswordFormProps): JSX.Element {
  const { t } = useText()
  const [password, setPassword] = useState("")
  const [code, setCode] = useState("")
  const complete = password !== "" && typedCode(code) !== ""
  return (
    <form
      class="dialog-form or"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (complete) onAnswer(password, typedCode(code))
      }}
    >
      <p class="or-line">{t("stepUp.or")}</p>
      <Field
        label={t("signIn.password")}
        type="password"
        autocomplete="current-password"
        secret
        value={password}
        onValue={setPassword}
      />
      <Field
        label={t("signIn.code")}
        hint={t("signIn.code.hint")}
        autocomplete="one-time-code"
        secret
        value={code}
        onValue={setCode}
      />
      <button
        type="submit"
        class="s-button full"
        data-look="plain"
        disabled={!complete}
        aria-disabled={task.busy}
      >
        {t("stepUp.password")}
      </button>
    </form>
  )
}

/** Offered where it works. Without an answer the passkey stands alone. */
function useHasPassword(office: Office): boolean {
  const [has, setHas] = useState(false)
  useEffect(() => {
    office.account.password().then(
      ({ signInName }) => setHas(typeof signInName === "string"),
      () => undefined,
    )
  }, [office])
  return has
}
