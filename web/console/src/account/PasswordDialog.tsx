import type { PasswordOptions } from "@sotto/core"
import type { JSX } from "preact"
import { useId, useState } from "preact/hooks"
import { type MessageKey, useText } from "../i18n/text.ts"
import { CopyButton } from "../parts/CopyButton.tsx"
import { Field } from "../parts/Field.tsx"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"
import { typedCode } from "../parts/typedCode.ts"
import type { Account } from "./account.ts"
import { groupsOf, isLongEnough, passwordHint } from "./passwordRules.ts"
import { QrCode } from "./QrCode.tsx"

interface Props {
  readonly account: Account
  readonly options: PasswordOptions
  /** The present sign-in name, when password and app are changed and not new. */
  readonly signInName: string | undefined
  readonly onCodes: (codes: readonly string[], sentence: MessageKey) => Promise<void>
  readonly onClose: () => void
}

/** Password and app are set together: each alone would be one factor. */
export function PasswordDialog({ account, options, signInName, onCodes, onClose }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const id = useId()
  const [name, setName] = useState(signInName ?? "")
  const [password, setPassword] = useState("")
  const [visible, setVisible] = useState(false)
  const [code, setCode] = useState("")
  const complete = name.trim() !== "" && isLongEnough(password) && typedCode(code) !== ""
  const set = async () => {
    const codes = await account.setPassword({ signInName: name.trim(), password, code: typedCode(code) })
    onClose()
    await onCodes(codes, "password.said.set")
  }
  return (
    <FormDialog
      title={t("password.title")}
      task={task}
      submit={t("password.set")}
      disabled={!complete}
      onSubmit={() => task.run(set)}
      onClose={onClose}
    >
      <Field
        label={t("signIn.name")}
        hint={t("password.name.hint")}
        autocomplete="username"
        secret
        value={name}
        onValue={setName}
        focus
      />
      <Field
        label={t("password.new")}
        hint={t(passwordHint(password))}
        type={visible ? "text" : "password"}
        autocomplete="new-password"
        secret
        value={password}
        onValue={setPassword}
      />
      <div class="s-switch">
        <input id={id} type="checkbox" checked={visible} onChange={() => setVisible(!visible)} />
        <label for={id}>{t("password.show")}</label>
      </div>
      <AppSecret options={options} />
      <Field
        label={t("password.code")}
        hint={t("password.code.hint")}
        autocomplete="one-time-code"
        inputMode="numeric"
        secret
        value={code}
        onValue={setCode}
      />
    </FormDialog>
  )
}

function AppSecret({ options }: { readonly options: PasswordOptions }): JSX.Element {
  const { t } = useText()
  return (
    <>
      <h3 class="dialog-part">{t("password.app")}</h3>
      <p>{t("password.app.lead")}</p>
      <div class="qr-and-secret">
        <QrCode text={options.uri} label={t("password.qr")} />
        <div class="secret">
          <span class="s-hint">{t("password.secret")}</span>
          <code class="mono">{groupsOf(options.secret)}</code>
          <CopyButton text={options.secret} label={t("password.secret.copy")} />
        </div>
      </div>
    </>
  )
}
