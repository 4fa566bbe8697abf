import { readCompanyKey, type SignedCompanyKeys } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { type MessageKey, useText } from "../i18n/text.ts"
import type { Office } from "../office.ts"
import { Field } from "../parts/Field.tsx"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"

interface Props {
  readonly office: Office
  readonly signed: SignedCompanyKeys
  readonly onChanged: (sentence: MessageKey) => Promise<void>
  readonly onClose: () => void
}

export function AddCompanyKey({ office, signed, onChanged, onClose }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const [pasted, setPasted] = useState("")
  const [kit, setKit] = useState("")
  const add = async () => {
    const key = await readCompanyKey(pasted)
    const others = signed.keys.filter(({ thumbprint }) => thumbprint !== key.thumbprint)
    await office.signCompanyKeys(kit, signed, [...others, key])
    onClose()
    await onChanged("company.added")
  }
  return (
    <FormDialog
      title={t("company.add")}
      task={task}
      submit={t("company.sign")}
      disabled={pasted.trim() === "" || kit.trim() === ""}
      onSubmit={() => task.run(add)}
      onClose={onClose}
    >
      <Field
        label={t("company.key")}
        hint={t("company.key.hint")}
        value={pasted}
        onValue={setPasted}
        rows={5}
        mono
      />
      <KitField value={kit} onValue={setKit} />
    </FormDialog>
  )
}

export function RemoveCompanyKey({
  office,
  signed,
  thumbprint,
  onChanged,
  onClose,
}: Props & { readonly thumbprint: string }): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const [kit, setKit] = useState("")
  const remove = async () => {
    const others = signed.keys.filter((key) => key.thumbprint !== thumbprint)
    await office.signCompanyKeys(kit, signed, others)
    onClose()
    await onChanged("company.removed")
  }
  return (
    <FormDialog
      title={t("company.remove")}
      task={task}
      submit={t("company.remove")}
      danger
      disabled={kit.trim() === ""}
      onSubmit={() => task.run(remove)}
      onClose={onClose}
    >
      <p>{t("company.remove.lead")}</p>
      <code>{thumbprint}</code>
      <KitField value={kit} onValue={setKit} />
    </FormDialog>
  )
}

function KitField({
  value,
  onValue,
}: {
  readonly value: string
  readonly onValue: (text: string) => void
}): JSX.Element {
  const { t } = useText()
  return (
    <Field
      label={t("kitDialog.label")}
      hint={t("company.kit.hint")}
      value={value}
      onValue={onValue}
      rows={4}
      mono
      secret
    />
  )
}
