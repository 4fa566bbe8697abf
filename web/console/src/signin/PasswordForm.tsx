import type { PasswordSignIn } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import { Field } from "../parts/Field.tsx"
import type { Task } from "../parts/task.ts"
import { typedCode } from "../parts/typedCode.ts"

interface Props {
  readonly task: Task
  readonly onAnswer: (answer: PasswordSignIn) => void
}

/** Both factors at once, so that a refusal tells nobody which one was wrong. */
export function PasswordForm({ task, onAnswer }: Props): JSX.Element {
  const { t } = useText()
  const [signInName, setSignInName] = useState("")
  const [password, setPassword] = useState("")
  const [code, setCode] = useState("")
  const complete = signInName.trim() !== "" && password !== "" && typedCode(code) !== ""
  return (
    <form
      id="password-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (complete) onAnswer({ signInName: signInName.trim(), password, code: typedCode(code) })
      }}
    >
      <Field
        label={t("signIn.name")}
        autocomplete="username webauthn"
        value={signInName}
        onValue={setSignInName}
        focus
        secret
      />
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
        {task.busy ? t("busy") : t("signIn.submit")}
      </button>
    </form>
  )
}
