import type { OwnOpenId } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { type MessageKey, useText } from "../i18n/text.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { TaskProblem } from "../parts/TaskProblem.tsx"
import { useTask } from "../parts/task.ts"
import type { Account, OpenIdState } from "./account.ts"
import { Panel } from "./Panel.tsx"
import { siteOf } from "./siteOf.ts"
import type { Reading } from "./useReading.ts"

interface Props {
  readonly account: Account
  readonly reading: Reading<OpenIdState>
  readonly said: MessageKey | undefined
  readonly onChanged: (sentence: MessageKey) => Promise<void>
}

/** Sign-in with the company's provider. Not there where there is no provider and nothing is linked. */
export function OpenIdPanel({ account, reading, said, onChanged }: Props): JSX.Element | null {
  const { t } = useText()
  const [removing, setRemoving] = useState<OwnOpenId>()
  const { value, problem } = reading
  const isOfUse = value !== undefined && (value.provider !== undefined || value.identities.length > 0)
  if (!isOfUse && problem === undefined && said === undefined) return null
  return (
    <Panel id="open-id" title="openId.title" lead="openId.lead" reading={reading} said={said}>
      {({ provider, identities }) => (
        <>
          {identities.length === 0 && <p>{t("openId.none")}</p>}
          <ul class="devices">
            {identities.map((identity) => (
              <Identity key={identity.id} identity={identity} onRemove={() => setRemoving(identity)} />
            ))}
          </ul>
          {provider !== undefined && identities.length === 0 && (
            <LinkButton account={account} provider={provider} />
          )}
          {removing !== undefined && (
            <RemoveOpenId
              account={account}
              identity={removing}
              onChanged={onChanged}
              onClose={() => setRemoving(undefined)}
            />
          )}
        </>
      )}
    </Panel>
  )
}

interface LinkProps {
  readonly account: Account
  readonly provider: string
}

function LinkButton({ account, provider }: LinkProps): JSX.Element {
  const { t } = useText()
  const task = useTask()
  return (
    <>
      <TaskProblem task={task} />
      <div class="actions">
        <button
          type="button"
          class="s-button"
          data-look="plain"
          aria-disabled={task.busy}
          onClick={() => task.run(async () => location.assign(await account.linkOpenId()))}
        >
          {task.busy ? t("busy") : t("openId.link", { name: provider })}
        </button>
      </div>
    </>
  )
}

interface IdentityProps {
  readonly identity: OwnOpenId
  readonly onRemove: () => void
}

function Identity({ identity, onRemove }: IdentityProps): JSX.Element {
  const { t, formatDate } = useText()
  const { issuer, createdAt, lastUsedAt } = identity
  const used =
    typeof lastUsedAt === "number"
      ? t("passkeys.used", { date: formatDate(lastUsedAt) })
      : t("passkeys.unused")
  return (
    <li>
      <div class="device-what">
        <strong class="site">{siteOf(issuer)}</strong>
        <span class="s-hint">
          {t("openId.linked", { date: formatDate(createdAt) })} · {used}
        </span>
      </div>
      <div class="device-do">
        <button type="button" class="s-link-button danger" onClick={onRemove}>
          {t("remove")}
          <span class="s-hidden"> {siteOf(issuer)}</span>
        </button>
      </div>
    </li>
  )
}

interface RemoveProps {
  readonly account: Account
  readonly identity: OwnOpenId
  readonly onChanged: (sentence: MessageKey) => Promise<void>
  readonly onClose: () => void
}

function RemoveOpenId({ account, identity, onChanged, onClose }: RemoveProps): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const remove = async () => {
    await account.removeOpenId(identity.id)
    onClose()
    await onChanged("openId.said.removed")
  }
  return (
    <FormDialog
      title={t("openId.remove.title")}
      task={task}
      submit={t("remove")}
      danger
      onSubmit={() => task.run(remove)}
      onClose={onClose}
    >
      <p>{t("openId.remove.lead", { site: siteOf(identity.issuer) })}</p>
    </FormDialog>
  )
}
