import { type ApiScope, apiScopes, type OwnApiToken } from "@sotto/core"
import { Dialog } from "@sotto/ui"
import type { JSX } from "preact"
import { useId, useState } from "preact/hooks"
import { type MessageKey, useText } from "../i18n/text.ts"
import { CopyButton } from "../parts/CopyButton.tsx"
import { Field } from "../parts/Field.tsx"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"
import type { Account, ApiTokenState } from "./account.ts"

const LONGEST_NAME = 60
const LIVES = ["7", "30", "90"] as const

interface Props {
  readonly account: Account
  readonly onChanged: (sentence: MessageKey) => Promise<void>
  readonly onClose: () => void
}

interface CreateProps extends Props {
  readonly devices: ApiTokenState["devices"]
  readonly onCreated: (token: string) => void
}

export function CreateApiToken({
  account,
  devices,
  onChanged,
  onCreated,
  onClose,
}: CreateProps): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const [name, setName] = useState("")
  const [scopes, setScopes] = useState<readonly ApiScope[]>([])
  const [device, setDevice] = useState(devices[0]?.id ?? "")
  const [days, setDays] = useState<string>("30")
  const create = async () => {
    const token = await account.createApiToken({ name: name.trim(), scopes, device, days: Number(days) })
    onCreated(token)
    await onChanged("apiTokens.said.created")
  }
  const isTooLong = name.trim().length > LONGEST_NAME
  return (
    <FormDialog
      title={t("apiTokens.create")}
      task={task}
      submit={t("apiTokens.create.do")}
      disabled={name.trim() === "" || isTooLong || scopes.length === 0 || device === ""}
      onSubmit={() => task.run(create)}
      onClose={onClose}
    >
      <Field
        label={t("apiTokens.name")}
        hint={t("apiTokens.name.hint")}
        problem={isTooLong ? t("apiTokens.name.long") : undefined}
        value={name}
        onValue={setName}
        focus
      />
      <Scopes chosen={scopes} onChosen={setScopes} />
      <OneOf
        legend={t("apiTokens.choose.device")}
        options={devices.map(({ id, name: label }) => ({ value: id, label }))}
        value={device}
        onValue={setDevice}
      />
      <OneOf
        legend={t("apiTokens.choose.days")}
        options={LIVES.map((life) => ({ value: life, label: t("apiTokens.days", { days: life }) }))}
        value={days}
        onValue={setDays}
      />
    </FormDialog>
  )
}

interface ScopesProps {
  readonly chosen: readonly ApiScope[]
  readonly onChosen: (scopes: readonly ApiScope[]) => void
}

/** None is chosen beforehand: whoever creates a token says what its program needs. */
function Scopes({ chosen, onChosen }: ScopesProps): JSX.Element {
  const { t } = useText()
  const toggle = (scope: ApiScope) =>
    onChosen(chosen.includes(scope) ? chosen.filter((each) => each !== scope) : [...chosen, scope])
  return (
    <fieldset class="choices">
      <legend>{t("apiTokens.choose.scopes")}</legend>
      {apiScopes.map((scope) => (
        <label key={scope}>
          <input type="checkbox" checked={chosen.includes(scope)} onChange={() => toggle(scope)} />
          <span>{t(`apiScope.${scope}`)}</span>
        </label>
      ))}
    </fieldset>
  )
}

interface OneOfProps {
  readonly legend: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly value: string
  readonly onValue: (value: string) => void
}

function OneOf({ legend, options, value, onValue }: OneOfProps): JSX.Element {
  const group = useId()
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={group}
            checked={option.value === value}
            onChange={() => onValue(option.value)}
          />
          <span dir="auto">{option.label}</span>
        </label>
      ))}
    </fieldset>
  )
}

interface ShownProps {
  readonly token: string
  readonly onClose: () => void
}

/** The only time that anybody sees it. */
export function ShownApiToken({ token, onClose }: ShownProps): JSX.Element {
  const { t } = useText()
  return (
    <Dialog
      title={t("apiTokens.shown")}
      onClose={onClose}
      actions={
        <button type="button" class="s-button" onClick={onClose}>
          {t("apiTokens.shown.kept")}
        </button>
      }
    >
      <p>{t("apiTokens.shown.lead")}</p>
      <p>
        <code class="mono">{token}</code>
      </p>
      <CopyButton text={token} label={t("apiTokens.shown.copy")} />
      <p class="s-hint">{t("apiTokens.shown.lost")}</p>
    </Dialog>
  )
}

export function RevokeApiToken({
  account,
  token,
  onChanged,
  onClose,
}: Props & { readonly token: OwnApiToken }): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const revoke = async () => {
    await account.revokeApiToken(token.id)
    onClose()
    await onChanged("apiTokens.said.revoked")
  }
  return (
    <FormDialog
      title={t("apiTokens.revoke.title", { name: token.name })}
      task={task}
      submit={t("apiTokens.revoke")}
      danger
      onSubmit={() => task.run(revoke)}
      onClose={onClose}
    >
      <p>{t("apiTokens.revoke.lead")}</p>
    </FormDialog>
  )
}
