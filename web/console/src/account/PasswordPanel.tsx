import type { PasswordOptions, PasswordState } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { type MessageKey, useText } from "../i18n/text.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { Icon } from "../parts/Icon.tsx"
import { TaskProblem } from "../parts/TaskProblem.tsx"
import { useTask } from "../parts/task.ts"
import type { Account } from "./account.ts"
import { Panel } from "./Panel.tsx"
import { PasswordDialog } from "./PasswordDialog.tsx"
import type { Reading } from "./useReading.ts"
import { fewCodesLeft, hasPassword } from "./waysIn.ts"

interface Props {
  readonly account: Account
  readonly reading: Reading<PasswordState>
  readonly said: MessageKey | undefined
  readonly onChanged: (sentence: MessageKey) => Promise<void>
  /** They are shown above everything else, once. */
  readonly onCodes: (codes: readonly string[]) => void
}

export function PasswordPanel({ account, reading, said, onChanged, onCodes }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const [options, setOptions] = useState<PasswordOptions>()
  const [removing, setRemoving] = useState(false)
  // Before the dialog opens: the verification that it needs would cover the dialog at once.
  const begin = () => task.run(async () => setOptions(await account.passwordOptions()))
  const made = async (codes: readonly string[], sentence: MessageKey) => {
    onCodes(codes)
    await onChanged(sentence)
  }
  const renew = () => task.run(async () => made(await account.makeRecoveryCodes(), "password.said.codes"))
  return (
    <Panel id="password" title="password.title" lead="password.lead" reading={reading} said={said}>
      {(state) => (
        <>
          {hasPassword(state) ? <Details state={state} /> : <p>{t("password.none")}</p>}
          <TaskProblem task={task} />
          <div class="actions">
            <button
              type="button"
              class="s-button"
              data-look="plain"
              aria-disabled={task.busy}
              onClick={begin}
            >
              {t(hasPassword(state) ? "password.change" : "password.begin")}
            </button>
            {hasPassword(state) && (
              <More busy={task.busy} onRenew={renew} onRemove={() => setRemoving(true)} />
            )}
          </div>
          {options !== undefined && (
            <PasswordDialog
              account={account}
              options={options}
              signInName={state.signInName ?? undefined}
              onCodes={made}
              onClose={() => setOptions(undefined)}
            />
          )}
          {removing && (
            <RemovePassword account={account} onChanged={onChanged} onClose={() => setRemoving(false)} />
          )}
        </>
      )}
    </Panel>
  )
}

interface MoreProps {
  readonly busy: boolean
  readonly onRenew: () => void
  readonly onRemove: () => void
}

function More({ busy, onRenew, onRemove }: MoreProps): JSX.Element {
  const { t } = useText()
  return (
    <>
      <button type="button" class="s-button" data-look="plain" aria-disabled={busy} onClick={onRenew}>
        {t("password.codes.make")}
      </button>
      <button type="button" class="s-link-button danger" onClick={onRemove}>
        {t("remove")}
        <span class="s-hidden"> {t("password.title")}</span>
      </button>
    </>
  )
}

function Details({ state }: { readonly state: PasswordState & { readonly signInName: string } }) {
  const { t, formatDate } = useText()
  return (
    <>
      <dl class="pairs">
        <dt>{t("signIn.name")}</dt>
        <dd dir="auto">{state.signInName}</dd>
        {typeof state.changedAt === "number" && (
          <>
            <dt>{t("password.changed")}</dt>
            <dd>{formatDate(state.changedAt)}</dd>
          </>
        )}
        <dt>{t("password.codes")}</dt>
        <dd>{t("password.codes.left", { count: state.recoveryCodesLeft })}</dd>
      </dl>
      {fewCodesLeft(state) && (
        <p class="notice">
          <Icon name="alert" />
          <span>{t("password.codes.few")}</span>
        </p>
      )}
    </>
  )
}

interface RemoveProps {
  readonly account: Account
  readonly onChanged: (sentence: MessageKey) => Promise<void>
  readonly onClose: () => void
}

function RemovePassword({ account, onChanged, onClose }: RemoveProps): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const remove = async () => {
    await account.removePassword()
    onClose()
    await onChanged("password.said.removed")
  }
  return (
    <FormDialog
      title={t("password.remove.title")}
      task={task}
      submit={t("remove")}
      danger
      onSubmit={() => task.run(remove)}
      onClose={onClose}
    >
      <p>{t("password.remove.lead")}</p>
    </FormDialog>
  )
}
