import { codeWay, type HeldToCertify, type VaultView } from "@sotto/core"
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

/** What certifies and may lie in the owner's vault: named in every text about it. */
type Certifies = Exclude<VaultView["certifies"], undefined>

/** The owner types the kit in, and what opens the vault opens it once more: the keys are sealed under the vault's own key. */
export function KeepCertifying({
  what,
  ...dialog
}: VaultDialog & { readonly what: HeldToCertify }): JSX.Element {
  const { office, vault, onDone, onClose } = dialog
  const { t } = useText()
  const task = useTask()
  const [kit, setKit] = useState("")
  const [code, setCode] = useState("")
  const keep = async () => {
    const way = code.trim() === "" ? await office.vaultWay() : await codeWay(code)
    try {
      await withStepUp(office, () => office.certifyingInVault.keep(vault, what, kit, copyOf(way)))
    } finally {
      way.secret.fill(0)
    }
    onDone(`vault.said.${what}Kept`)
  }
  return (
    <FormDialog
      title={t(what === "root" ? "vault.do.keepRoot" : "vault.do.keepIssuer")}
      task={task}
      submit={t("vault.root.submit")}
      disabled={kit.trim() === ""}
      onSubmit={() => task.run(keep)}
      onClose={onClose}
    >
      <p>{t(`vault.${what}.lead`)}</p>
      <p>{t(`vault.${what}.price`)}</p>
      <KitField value={kit} onValue={setKit} />
      <CodeField value={code} onValue={setCode} />
    </FormDialog>
  )
}

export function TakeOutCertifying({
  what,
  ...dialog
}: VaultDialog & { readonly what: Certifies }): JSX.Element {
  const { office, vault, onDone, onClose } = dialog
  const { t } = useText()
  const task = useTask()
  const remove = async () => {
    await withStepUp(office, () => vault.removeRoot())
    onDone(`vault.said.${what}Removed`)
  }
  return (
    <FormDialog
      title={t(`vault.takeOut.${what}`)}
      task={task}
      submit={t(`vault.takeOut.${what}`)}
      danger
      onSubmit={() => task.run(remove)}
      onClose={onClose}
    >
      <p>{t("vault.takeOut.lead")}</p>
    </FormDialog>
  )
}
