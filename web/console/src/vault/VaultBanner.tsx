import type { Vault } from "@sotto/core"
import { useObservable } from "@sotto/ui"
import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { Icon } from "../parts/Icon.tsx"

/** On a browser that has not opened its person's vault: why earlier conversations are not here. */
export function VaultBanner({ vault }: { readonly vault: Vault }): JSX.Element | null {
  const { t } = useText()
  const { state } = useObservable(vault)
  if (state !== "locked") return null
  return (
    <div class="banners" role="status">
      <p class="banner">
        <Icon name="alert" />
        <span>{t("vault.banner")}</span> <a href="#/account">{t("vault.do.open")}</a>
      </p>
    </div>
  )
}
