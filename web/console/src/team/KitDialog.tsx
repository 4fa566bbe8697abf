import type { JSX } from "preact"
import { useEffect, useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { Office } from "../office.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { KitField } from "../parts/KitField.tsx"
import { useTask } from "../parts/task.ts"
import { CodeField } from "../vault/CodeField.tsx"
import { issueByVault } from "./issueByVault.ts"

interface Props {
  readonly office: Office
  /** Only the owner's vault can hold what certifies. */
  readonly isOwner: boolean
  readonly onEntered: () => Promise<void>
  readonly onClose: () => void
}

/** Makes this browser an issuer, with the kit or with the owner's vault. */
export function KitDialog({ office, isOwner, onEntered, onClose }: Props): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const isKept = useKeptInVault(office, isOwner)
  const [byVault, setByVault] = useState(false)
  const [kit, setKit] = useState("")
  const [code, setCode] = useState("")
  const enter = async () => {
    await (byVault ? issueByVault(office, code) : office.enterKit(kit))
    setKit("")
    setCode("")
    onClose()
    await onEntered()
  }
  const byWhat = code.trim() === "" ? "vault.open.passkey" : "vault.open.code"
  return (
    <FormDialog
      title={t(byVault ? "kitDialog.byVault.title" : "kitNeeded.enter")}
      task={task}
      submit={t(byVault ? byWhat : "kitDialog.use")}
      disabled={!byVault && kit.trim() === ""}
      onSubmit={() => task.run(enter)}
      onClose={onClose}
    >
      {byVault ? (
        <>
          <p>{t("kitDialog.byVault.lead")}</p>
          <CodeField value={code} onValue={setCode} />
        </>
      ) : (
        <>
          <p>{t("kitDialog.lead")}</p>
          {isKept && <UseVault onUse={() => setByVault(true)} />}
          <KitField value={kit} onValue={setKit} />
        </>
      )}
    </FormDialog>
  )
}

function UseVault({ onUse }: { readonly onUse: () => void }): JSX.Element {
  const { t } = useText()
  return (
    <p>
      <button type="button" class="s-link-button" onClick={onUse}>
        {t("kitDialog.vault")}
      </button>
    </p>
  )
}

/** False as long as nobody knows: the kit is always there. */
function useKeptInVault(office: Office, isOwner: boolean): boolean {
  const [isKept, setIsKept] = useState(false)
  useEffect(() => {
    let isCurrent = true
    if (isOwner)
      office.certifyingInVault.isKept().then(
        (kept) => isCurrent && setIsKept(kept),
        () => undefined,
      )
    return () => {
      isCurrent = false
    }
  }, [office, isOwner])
  return isKept
}
