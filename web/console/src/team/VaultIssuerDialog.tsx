import { codeWay } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { Office } from "../office.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { useTask } from "../parts/task.ts"
import { withStepUp } from "../stepup/withStepUp.ts"
import { CodeField } from "../vault/CodeField.tsx"
import { copyOf } from "../vault/copyOf.ts"

interface Props {
  readonly office: Office
  readonly onEntered: () => Promise<void>
  readonly onClose: () => void
}

/** The owner's vault in place of the kit: a passkey or a code opens it for this one use. */
export function VaultIssuerDialog({ office, onEntered, onClose }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const [code, setCode] = useState("")
  const byCode = code.trim() !== ""
  const enter = async () => {
    const way = byCode ? await codeWay(code) : await office.vaultWay()
    try {
      await withStepUp(office, () => office.rootInVault.use(copyOf(way)))
    } finally {
      way.secret.fill(0)
    }
    onClose()
    await onEntered()
  }
  return (
    <FormDialog
      title={t("kitDialog.byVault.title")}
      task={task}
      submit={t(byCode ? "vault.open.code" : "vault.open.passkey")}
      onSubmit={() => task.run(enter)}
      onClose={onClose}
    >
      <p>{t("kitDialog.byVault.lead")}</p>
      <CodeField value={code} onValue={setCode} />
    </FormDialog>
  )
}
