import type { SignedCompanyKeys } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { Panel } from "../account/Panel.tsx"
import { useReading } from "../account/useReading.ts"
import { type MessageKey, useText } from "../i18n/text.ts"
import type { Office } from "../office.ts"
import { Icon } from "../parts/Icon.tsx"
import { AddCompanyKey, RemoveCompanyKey } from "./CompanyKeyDialogs.tsx"

type Asking = { readonly kind: "add" } | { readonly kind: "remove"; readonly thumbprint: string }

/** The keys with which the company's own backend says who its customers are. For the owner, who has the kit. */
export function CompanyKeysPanel({ office }: { readonly office: Office }): JSX.Element {
  const { t } = useText()
  const reading = useReading(() => office.companyKeys())
  const [asking, setAsking] = useState<Asking>()
  const [said, setSaid] = useState<MessageKey>()
  const onChanged = async (sentence: MessageKey) => {
    setSaid(sentence)
    await reading.refresh()
  }
  return (
    <Panel id="company-keys" title="company.title" lead="company.lead" reading={reading} said={said}>
      {(signed: SignedCompanyKeys) => {
        const dialog = { office, signed, onChanged, onClose: () => setAsking(undefined) }
        return (
          <>
            {signed.keys.length === 0 && <p>{t("company.none")}</p>}
            <ul class="devices">
              {signed.keys.map(({ jwk, thumbprint }) => (
                <li key={thumbprint}>
                  <div class="device-what">
                    <code>{thumbprint}</code>
                    <span class="s-hint">{jwk.crv}</span>
                  </div>
                  <button
                    type="button"
                    class="s-link-button danger"
                    onClick={() => setAsking({ kind: "remove", thumbprint })}
                  >
                    {t("remove")}
                    <span class="s-hidden"> {thumbprint}</span>
                  </button>
                </li>
              ))}
            </ul>
            <div class="actions">
              <button
                type="button"
                class="s-button"
                data-look="plain"
                onClick={() => setAsking({ kind: "add" })}
              >
                <Icon name="plus" />
                {t("company.add")}
              </button>
            </div>
            {asking?.kind === "add" && <AddCompanyKey {...dialog} />}
            {asking?.kind === "remove" && <RemoveCompanyKey {...dialog} thumbprint={asking.thumbprint} />}
          </>
        )
      }}
    </Panel>
  )
}
