import { SIGN_IN_BY_PROVIDER } from "@sotto/core"
import type { JSX } from "preact"
import { useEffect, useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { Office } from "../office.ts"

/** Leads to the company's provider, where there is one. Without an answer, the other ways in stand alone. */
export function ProviderLink({ office }: { readonly office: Office }): JSX.Element | null {
  const { t } = useText()
  const [provider, setProvider] = useState<string>()
  useEffect(() => {
    office.provider().then(setProvider, () => undefined)
  }, [office])
  if (provider === undefined) return null
  return (
    <a class="s-button full" data-look="plain" href={SIGN_IN_BY_PROVIDER}>
      {t("signIn.provider", { name: provider })}
    </a>
  )
}
