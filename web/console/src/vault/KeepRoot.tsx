import { codeWay } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { KitField } from "../parts/KitField.tsx"
import { useTask } from "../parts/task.ts"
import { withStepUp } from "../stepup/withStepUp.ts"
import { CodeField } from "./CodeField.tsx"
import { copyOf } from "./copyOf.ts"
import type { VaultDialog } from "./dialog.ts"

/** The owner types the kit in, and what opens the vault opens it once more: the root is sealed under the vault's own key. */
export function KeepRoot({ office, vault, onDone, onClose }: VaultDialog): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const [kit, setKit] = useState("")
  const [code, setCode] = useState("")
  const keep = async () => {
    const way = code.trim() === "" ? await office.vaultWay() : await codeWay(code)
    try {
      await withStepUp(office, () => office.rootInVault.keep(vault, kit, copyOf(way)))
    } finally {
      way.secret.fill(0)
    }
    onDone("vault.said.rootKept")
  }
  return (
    <FormDialog
      title={t("vault.do.keepRoot")}
      task={task}
      submit={t("vault.root.submit")}
      disabled={kit.trim() === ""}
      onSubmit={() => task.run(keep)}
      onClose={onClose}
    >
      <p>{t("vault.root.lead")}</p>
      <p>{t("vault.root.price")}</p>
      <KitField value={kit} onValue={setKit} />
      <CodeField value={code} onValue={setCode} />
    </FormDialog>
  )
}

export function RemoveRoot({ office, vault, onDone, onClose }: VaultDialog): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const remove = async () => {
    await withStepUp(office, () => vault.removeRoot())
    onDone("vault.said.rootRemoved")
  }
  return (
    <FormDialog
      title={t("vault.do.removeRoot")}
      task={task}
      submit={t("vault.do.removeRoot")}
      danger
      onSubmit={() => task.run(remove)}
      onClose={onClose}
    >
      <p>{t("vault.removeRoot.lead")}</p>
    </FormDialog>
  )
}
