import { NoPasskeySecret, newCodeWay } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"
import type { VaultDialog } from "./dialog.ts"

/** Begins a vault that a passkey and a code open; two codes where the passkey cannot. */
export function BeginVault({ office, vault, onCodes, onDone, onClose }: VaultDialog): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const [byCodes, setByCodes] = useState(false)
  const begin = async () => {
    const code = await newCodeWay()
    const second = byCodes ? await newCodeWay() : undefined
    await vault.begin([second ?? (await office.vaultWay()), code])
    onDone("vault.said.begun")
    onCodes(second === undefined ? [code.code] : [code.code, second.code])
  }
  const run = () =>
    task.run(() =>
      begin().catch((error: unknown) => {
        if (error instanceof NoPasskeySecret) setByCodes(true)
        throw error
      }),
    )
  return (
    <FormDialog
      title={t("vault.do.begin")}
      task={task}
      submit={t(byCodes ? "vault.begin.codes" : "vault.begin.passkey")}
      onSubmit={run}
      onClose={onClose}
    >
      <p>{t("vault.begin.lead")}</p>
      <p class="s-hint">{t(byCodes ? "vault.begin.byCodes" : "vault.begin.byPasskey")}</p>
    </FormDialog>
  )
}
