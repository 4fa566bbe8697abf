import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { Field } from "../parts/Field.tsx"

interface Props {
  readonly value: string
  readonly onValue: (value: string) => void
}

/** Where a vault's recovery code is typed; left empty by who uses a passkey. */
export function CodeField(props: Props): JSX.Element {
  const { t } = useText()
  return <Field label={t("vault.code")} hint={t("vault.code.hint")} mono secret {...props} />
}
