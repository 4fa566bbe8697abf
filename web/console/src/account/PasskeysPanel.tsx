import type { OwnPasskey } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { type MessageKey, useText } from "../i18n/text.ts"
import { Icon } from "../parts/Icon.tsx"
import type { Account } from "./account.ts"
import { Panel } from "./Panel.tsx"
import { AddPasskey, RemovePasskey, RenamePasskey } from "./PasskeyDialogs.tsx"
import type { Reading } from "./useReading.ts"

interface Props {
  readonly account: Account
  readonly reading: Reading<readonly OwnPasskey[]>
  readonly said: MessageKey | undefined
  readonly onlyWay: boolean
  readonly deviceName: string
  readonly onChanged: (sentence: MessageKey) => Promise<void>
}

type Asking =
  | { readonly kind: "add" }
  | { readonly kind: "rename"; readonly passkey: OwnPasskey }
  | { readonly kind: "remove"; readonly passkey: OwnPasskey }

export function PasskeysPanel({
  account,
  reading,
  said,
  onlyWay,
  deviceName,
  onChanged,
}: Props): JSX.Element {
  const { t } = useText()
  const [asking, setAsking] = useState<Asking>()
  const dialog = { account, onChanged, onClose: () => setAsking(undefined) }
  return (
    <Panel id="passkeys" title="passkeys.title" lead="passkeys.lead" reading={reading} said={said}>
      {(listed) => {
        const passkeys = listed.map((passkey) => ({
          ...passkey,
          name: passkey.name || t("passkeys.unnamed"),
        }))
        return (
          <>
            {onlyWay && (
              <p class="notice">
                <Icon name="alert" />
                <span>{t("passkeys.onlyWay")}</span>
              </p>
            )}
            {passkeys.length === 0 && <p>{t("passkeys.none")}</p>}
            <ul class="devices">
              {passkeys.map((passkey) => (
                <li key={passkey.id}>
                  <Passkey passkey={passkey} />
                  <div class="device-do">
                    <button
                      type="button"
                      class="s-link-button"
                      onClick={() => setAsking({ kind: "rename", passkey })}
                    >
                      {t("passkeys.rename")}
                      <span class="s-hidden"> {passkey.name}</span>
                    </button>
                    <button
                      type="button"
                      class="s-link-button danger"
                      onClick={() => setAsking({ kind: "remove", passkey })}
                    >
                      {t("remove")}
                      <span class="s-hidden"> {passkey.name}</span>
                    </button>
                  </div>
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
                {t("passkeys.add")}
              </button>
            </div>
            {asking?.kind === "add" && <AddPasskey {...dialog} suggested={deviceName} />}
            {asking?.kind === "rename" && <RenamePasskey {...dialog} passkey={asking.passkey} />}
            {asking?.kind === "remove" && <RemovePasskey {...dialog} passkey={asking.passkey} />}
          </>
        )
      }}
    </Panel>
  )
}

function Passkey({ passkey }: { readonly passkey: OwnPasskey }): JSX.Element {
  const { t, formatDate } = useText()
  const { lastUsedAt } = passkey
  return (
    <div class="device-what">
      <span>
        <strong dir="auto">{passkey.name}</strong>{" "}
        <span class="chip">{t(passkey.synced ? "passkeys.synced" : "passkeys.bound")}</span>
      </span>
      <span class="s-hint">
        {[
          passkey.authenticator ?? undefined,
          t("passkeys.added", { date: formatDate(passkey.createdAt) }),
          typeof lastUsedAt === "number"
            ? t("passkeys.used", { date: formatDate(lastUsedAt) })
            : t("passkeys.unused"),
        ]
          .filter((part) => part !== undefined)
          .join(" · ")}
      </span>
    </div>
  )
}
