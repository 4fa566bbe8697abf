import type { JSX, Ref } from "preact"
import { useEffect, useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { Office } from "../office.ts"
import { Field } from "../parts/Field.tsx"
import { Icon } from "../parts/Icon.tsx"
import { TaskProblem } from "../parts/TaskProblem.tsx"
import type { Task } from "../parts/task.ts"
import { typedCode } from "../parts/typedCode.ts"

interface Props {
  readonly office: Office
  readonly task: Task
  /** What the button of the passkey says. */
  readonly label: string
  readonly button?: Ref<HTMLButtonElement>
  /** Runs `verify` in the task, and then whatever waits for it. */
  readonly onVerify: (verify: () => Promise<void>) => void
}

/** The ways in which somebody shows that it is still them. */
export function Verification({ office, task, label, button, onVerify }: Props): JSX.Element {
  const { t } = useText()
  const hasPassword = useHasPassword(office)
  return (
    <>
      <TaskProblem task={task} />
      <button
        {...(button === undefined ? {} : { ref: button })}
        type="button"
        class="s-button full"
        aria-disabled={task.busy}
        onClick={() => onVerify(() => office.stepUp())}
      >
        <Icon name="key" />
        {task.busy ? t("busy") : label}
      </button>
      {hasPassword && (
        <PasswordForm
          task={task}
          onAnswer={(password, code) => onVerify(() => office.stepUpByPassword(password, code))}
        />
      )}
    </>
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
