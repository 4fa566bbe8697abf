import type { OwnApiToken } from "@sotto/core"
import { formatDateTime } from "@sotto/ui"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { type MessageKey, useText } from "../i18n/text.ts"
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
                <ApiToken token={token} />
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

function ApiToken({ token }: { readonly token: OwnApiToken }): JSX.Element {
  const { t, locale, formatDate, formatList } = useText()
  const { lastUsedAt, place } = token
  const used =
    typeof lastUsedAt === "number"
      ? t("apiTokens.used", { date: formatDateTime(lastUsedAt, locale), place: place ?? "" })
      : t("apiTokens.unused")
  return (
    <div class="device-what">
      <strong dir="auto">{token.name}</strong>
      <span class="s-hint">{formatList(token.scopes.map((scope) => t(`apiScope.${scope}`)))}</span>
      <span class="s-hint">
        {t("apiTokens.device", { device: token.deviceName })} ·{" "}
        {t("apiTokens.created", { date: formatDate(token.createdAt) })} ·{" "}
        {t("apiTokens.expires", { date: formatDate(token.expiresAt) })}
      </span>
      <span class="s-hint">{used}</span>
    </div>
  )
}
