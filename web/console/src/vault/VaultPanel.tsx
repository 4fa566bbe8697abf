import type { OwnPasskey, Vault, VaultView } from "@sotto/core"
import { formatDateTime, useObservable } from "@sotto/ui"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { type MessageKey, useText } from "../i18n/text.ts"
import type { Office } from "../office.ts"
import { Icon } from "../parts/Icon.tsx"
import { AddWay } from "./AddWay.tsx"
import { BeginVault } from "./BeginVault.tsx"
import { KeepCertifying, TakeOutCertifying } from "./CertifyingDialogs.tsx"
import { OpenVault } from "./OpenVault.tsx"
import { RemoveVault, RemoveWay } from "./RemoveDialogs.tsx"
import { useWays, type Way } from "./useWays.ts"

interface Props {
  readonly office: Office
  /** Undefined as long as this browser has no desk. */
  readonly vault: Vault | undefined
  readonly passkeys: readonly OwnPasskey[] | undefined
  /** The owner may keep in it what certifies. */
  readonly isOwner: boolean
}

/** What survives the loss of this browser, and what opens it. */
export function VaultPanel(props: Props): JSX.Element {
  const { t } = useText()
  return (
    <section class="panel" aria-labelledby="vault-title">
      <div class="panel-head">
        <h2 id="vault-title" tabIndex={-1}>
          {t("vault.title")}
        </h2>
        <p class="s-hint">{t("vault.lead")}</p>
      </div>
      {props.vault === undefined ? <p>{t("vault.later")}</p> : <Known {...props} vault={props.vault} />}
    </section>
  )
}

type Action = "begin" | "open" | "addPasskey" | "addCode" | "keepIssuer" | "keepRoot" | "takeOut" | "remove"
type Asking = Action | Way

function Known({ office, vault, passkeys, isOwner }: Props & { readonly vault: Vault }): JSX.Element {
  const { t } = useText()
  const view = useObservable(vault)
  const [asking, setAsking] = useState<Asking>()
  const [said, setSaid] = useState<MessageKey>()
  const ways = useWays(view.ways, passkeys)
  const dialog = {
    ...{ office, vault },
    onClose: () => setAsking(undefined),
    onDone: (sentence: MessageKey) => {
      setAsking(undefined)
      setSaid(sentence)
    },
  }
  return (
    <>
      <div role="status">
        {said !== undefined && (
          <p class="notice good">
            <Icon name="check" />
            <span>{t(said)}</span>
          </p>
        )}
      </div>
      <State view={view} />
      {view.state === "open" && <Ways ways={ways} onRemove={setAsking} />}
      {view.certifies !== undefined && <p>{t(`vault.${view.certifies}.kept`)}</p>}
      <Actions view={view} isOwner={isOwner} onAsk={setAsking} />
      {asking === "begin" && <BeginVault {...dialog} />}
      {asking === "open" && <OpenVault {...dialog} />}
      {(asking === "addPasskey" || asking === "addCode") && <AddWay {...dialog} kind={asking} />}
      {asking === "keepIssuer" && <KeepCertifying {...dialog} what="issuer" />}
      {asking === "keepRoot" && <KeepCertifying {...dialog} what="root" />}
      {asking === "takeOut" && view.certifies !== undefined && (
        <TakeOutCertifying {...dialog} what={view.certifies} />
      )}
      {asking === "remove" && <RemoveVault {...dialog} />}
      {typeof asking === "object" && <RemoveWay {...dialog} way={asking} />}
    </>
  )
}

function State({ view }: { readonly view: VaultView }): JSX.Element {
  const { t, locale } = useText()
  const { state, progress, savedAt } = view
  if (state === "unknown") return <p role="status">{t("vault.later")}</p>
  if (state !== "open") return <p>{t(`vault.${state}`)}</p>
  return (
    <>
      <p>
        {savedAt === undefined
          ? t("vault.open")
          : t("vault.saved", { date: formatDateTime(savedAt, locale) })}
      </p>
      {progress !== undefined && progress.total > 0 && (
        <progress max={progress.total} value={progress.done} aria-label={t("vault.progress", progress)} />
      )}
    </>
  )
}

function Ways({
  ways,
  onRemove,
}: {
  readonly ways: readonly Way[]
  readonly onRemove: (way: Way) => void
}): JSX.Element {
  const { t } = useText()
  return (
    <ul class="devices" aria-label={t("vault.ways")}>
      {ways.map((way) => (
        <li key={way.id}>
          <div class="device-what">
            <strong dir="auto">{way.name}</strong>
          </div>
          <div class="device-do">
            <button type="button" class="s-link-button danger" onClick={() => onRemove(way)}>
              {t("remove")}
              <span class="s-hidden"> {way.name}</span>
            </button>
          </div>
        </li>
      ))}
    </ul>
  )
}

const actions: Readonly<Record<VaultView["state"], readonly Action[]>> = {
  unknown: [],
  none: ["begin"],
  locked: ["open", "remove"],
  open: ["addPasskey", "addCode", "remove"],
}

function actionsOf({ state, certifies }: VaultView, isOwner: boolean): readonly Action[] {
  if (state !== "open" || !isOwner) return actions[state]
  const keys: readonly Action[] = certifies === undefined ? ["keepIssuer", "keepRoot"] : ["takeOut"]
  return ["addPasskey", "addCode", ...keys, "remove"]
}

function Actions({
  view,
  isOwner,
  onAsk,
}: {
  readonly view: VaultView
  readonly isOwner: boolean
  readonly onAsk: (asking: Action) => void
}): JSX.Element {
  const { t } = useText()
  const nameOf = (action: Action) =>
    action === "takeOut" ? t(`vault.takeOut.${view.certifies ?? "either"}`) : t(`vault.do.${action}`)
  return (
    <div class="actions">
      {actionsOf(view, isOwner).map((action) => (
        <button key={action} type="button" class="s-button" data-look="plain" onClick={() => onAsk(action)}>
          {nameOf(action)}
        </button>
      ))}
    </div>
  )
}
