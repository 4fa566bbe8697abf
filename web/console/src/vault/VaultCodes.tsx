import type { JSX } from "preact"
import { RecoveryCodes } from "../account/RecoveryCodes.tsx"
import { useText } from "../i18n/text.ts"
import type { StaffSession } from "../office.ts"

interface Props {
  readonly codes: readonly string[]
  readonly session: StaffSession
  readonly onKept: () => void
}

/** Codes that open a vault, shown once. */
export function VaultCodes({ session, ...props }: Props): JSX.Element {
  const { t } = useText()
  const { user, organisation } = session
  return (
    <RecoveryCodes
      {...props}
      title={t("vault.codes.title", { name: user.name, organisation: organisation.name })}
      lead={t("vault.codes.lead")}
    />
  )
}
