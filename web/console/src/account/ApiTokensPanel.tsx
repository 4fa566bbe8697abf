import type { OwnApiToken } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { type MessageKey, useText } from "../i18n/text.ts"
import { ApiTokenFacts } from "../parts/ApiTokenFacts.tsx"
import { Icon } from "../parts/Icon.tsx"
import { CreateApiToken, RevokeApiToken, ShownApiToken } from "./ApiTokenDialogs.tsx"
import type { Account, ApiTokenState } from "./account.ts"
import { Panel } from "./Panel.tsx"
import type { Reading } from "./useReading.ts"

interface Props {
  readonly account: Account
  readonly reading: Reading<ApiTokenState>
  readonly said: MessageKey | undefined
  readonly onChanged: (sentence: MessageKey) => Promise<void>
}

type Asking =
  | { readonly kind: "create" }
  | { readonly kind: "shown"; readonly token: string }
  | { readonly kind: "revoke"; readonly token: OwnApiToken }

/** Programs that act as the person: from which device, how far and until when. */
export function ApiTokensPanel({ account, reading, said, onChanged }: Props): JSX.Element {
  const { t } = useText()
  const [asking, setAsking] = useState<Asking>()
  const dialog = { account, onChanged, onClose: () => setAsking(undefined) }
  return (
    <Panel id="api-tokens" title="apiTokens.title" lead="apiTokens.lead" reading={reading} said={said}>
      {({ tokens, devices }) => (
        <>
          {tokens.length === 0 && <p>{t("apiTokens.none")}</p>}
          <ul class="devices">
            {tokens.map((token) => (
              <li key={token.id}>
                <ApiTokenFacts token={token} />
                <div class="device-do">
                  <button
                    type="button"
                    class="s-link-button danger"
                    onClick={() => setAsking({ kind: "revoke", token })}
                  >
                    {t("apiTokens.revoke")}
                    <span class="s-hidden"> {token.name}</span>
                  </button>
                </div>
              </li>
            ))}
          </ul>
          {devices.length === 0 ? (
            <p class="s-hint">{t("apiTokens.noDevice")}</p>
          ) : (
            <div class="actions">
              <button
                type="button"
                class="s-button"
                data-look="plain"
                onClick={() => setAsking({ kind: "create" })}
              >
                <Icon name="plus" />
                {t("apiTokens.create")}
              </button>
            </div>
          )}
          {asking?.kind === "create" && (
            <CreateApiToken
              {...dialog}
              devices={devices}
              onCreated={(token) => setAsking({ kind: "shown", token })}
            />
          )}
          {asking?.kind === "shown" && <ShownApiToken token={asking.token} onClose={dialog.onClose} />}
          {asking?.kind === "revoke" && <RevokeApiToken {...dialog} token={asking.token} />}
        </>
      )}
    </Panel>
  )
}
