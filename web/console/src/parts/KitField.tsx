import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { Field } from "./Field.tsx"

interface Props {
  readonly value: string
  readonly onValue: (value: string) => void
}

/** Where the printed kit is typed in. */
export function KitField({ value, onValue }: Props): JSX.Element {
  const { t } = useText()
  return (
    <Field
      label={t("kitDialog.label")}
      hint={t("kitDialog.hint")}
      value={value}
      onValue={onValue}
      rows={4}
      mono
      secret
    />
  )
}
