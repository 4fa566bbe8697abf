import type { OwnPasskey } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { type MessageKey, useText } from "../i18n/text.ts"
import { Field } from "../parts/Field.tsx"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"
import type { Account } from "./account.ts"

interface Props {
  readonly account: Account
  readonly onChanged: (sentence: MessageKey) => Promise<void>
  readonly onClose: () => void
}

export function AddPasskey({
  account,
  suggested,
  onChanged,
  onClose,
}: Props & { readonly suggested: string }): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const [name, setName] = useState(suggested)
  const add = async () => {
    await account.addPasskey(name.trim())
    onClose()
    await onChanged("passkeys.said.added")
  }
  return (
    <FormDialog
      title={t("passkeys.add")}
      task={task}
      submit={t("setup.passkey.create")}
      disabled={name.trim() === ""}
      onSubmit={() => task.run(add)}
      onClose={onClose}
    >
      <p>{t("passkeys.add.lead")}</p>
      <Field label={t("passkeys.name")} hint={t("passkeys.name.hint")} value={name} onValue={setName} focus />
    </FormDialog>
  )
}

export function RenamePasskey({
  account,
  passkey,
  onChanged,
  onClose,
}: Props & { readonly passkey: OwnPasskey }): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const [name, setName] = useState(passkey.name)
  const rename = async () => {
    await account.renamePasskey(passkey.id, name.trim())
    onClose()
    await onChanged("passkeys.said.renamed")
  }
  return (
    <FormDialog
      title={t("passkeys.rename.title")}
      task={task}
      submit={t("save")}
      disabled={name.trim() === ""}
      onSubmit={() => task.run(rename)}
      onClose={onClose}
    >
      <Field label={t("passkeys.name")} hint={t("passkeys.name.hint")} value={name} onValue={setName} focus />
    </FormDialog>
  )
}

export function RemovePasskey({
  account,
  passkey,
  onChanged,
  onClose,
}: Props & { readonly passkey: OwnPasskey }): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const remove = async () => {
    await account.removePasskey(passkey.id)
    onClose()
    await onChanged("passkeys.said.removed")
  }
  return (
    <FormDialog
      title={t("passkeys.remove.title", { name: passkey.name })}
      task={task}
      submit={t("remove")}
      danger
      onSubmit={() => task.run(remove)}
      onClose={onClose}
    >
      <p>{t("passkeys.remove.lead")}</p>
      <p class="s-hint">{t("passkeys.remove.rest")}</p>
    </FormDialog>
  )
}
