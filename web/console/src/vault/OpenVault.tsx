import { codeWay } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"
import { CodeField } from "./CodeField.tsx"
import type { VaultDialog } from "./dialog.ts"

/** Opens the vault in this browser, with a passkey or a code. */
export function OpenVault({ office, vault, onDone, onClose }: VaultDialog): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const [code, setCode] = useState("")
  const byCode = code.trim() !== ""
  const open = async () => {
    await vault.openWith(byCode ? await codeWay(code) : await office.vaultWay())
    onDone("vault.said.opened")
  }
  return (
    <FormDialog
      title={t("vault.do.open")}
      task={task}
      submit={t(byCode ? "vault.open.code" : "vault.open.passkey")}
      onSubmit={() => task.run(open)}
      onClose={onClose}
    >
      <p>{t("vault.open.lead")}</p>
      <CodeField value={code} onValue={setCode} />
    </FormDialog>
  )
}
