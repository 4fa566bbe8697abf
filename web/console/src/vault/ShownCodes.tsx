import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { CopyButton } from "../parts/CopyButton.tsx"
import { Icon } from "../parts/Icon.tsx"

/** Codes to be written down, before they open anything. */
export function ShownCodes({ codes }: { readonly codes: readonly string[] }): JSX.Element {
  const { t } = useText()
  return (
    <>
      <p>{t("vault.codes.lead")}</p>
      <ol class="codes vault-codes">
        {codes.map((code) => (
          <li key={code}>
            <code class="mono">{code}</code>
          </li>
        ))}
      </ol>
      <div class="actions">
        <CopyButton text={codes.join("\n")} label={t("setup.kit.copy")} />
        <button type="button" class="s-button" data-look="plain" onClick={() => print()}>
          <Icon name="print" />
          {t("setup.kit.print")}
        </button>
      </div>
    </>
  )
}
