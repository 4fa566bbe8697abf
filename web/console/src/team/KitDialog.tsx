import type { JSX } from "preact"
import { useEffect, useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import type { Office } from "../office.ts"
import { FormDialog } from "../parts/FormDialog.tsx"
import { KitField } from "../parts/KitField.tsx"
import { useTask } from "../parts/task.ts"
import { VaultIssuerDialog } from "./VaultIssuerDialog.tsx"

interface Props {
  readonly office: Office
  /** Only the owner's vault can hold the company's key. */
  readonly isOwner: boolean
  readonly onEntered: () => Promise<void>
  readonly onClose: () => void
}

/** Makes this browser an issuer, with the kit or with the owner's vault. */
export function KitDialog({ office, isOwner, ...dialog }: Props): JSX.Element {
  const isKept = useRootKept(office, isOwner)
  const [byVault, setByVault] = useState(false)
  if (byVault) return <VaultIssuerDialog office={office} {...dialog} />
  return <EnterKit office={office} {...dialog} onVault={isKept ? () => setByVault(true) : undefined} />
}

interface EnterKitProps extends Omit<Props, "isOwner"> {
  readonly onVault: (() => void) | undefined
}

function EnterKit({ office, onEntered, onClose, onVault }: EnterKitProps): JSX.Element {
  const { t } = useText()
  const task = useTask()
  const [typed, setTyped] = useState("")
  const enter = async () => {
    await office.enterKit(typed)
    setTyped("")
    onClose()
    await onEntered()
  }
  return (
    <FormDialog
      title={t("kitNeeded.enter")}
      task={task}
      submit={t("kitDialog.use")}
      disabled={typed.trim() === ""}
      onSubmit={() => task.run(enter)}
      onClose={onClose}
    >
      <p>{t("kitDialog.lead")}</p>
      {onVault !== undefined && (
        <p>
          <button type="button" class="s-link-button" onClick={onVault}>
            {t("kitDialog.vault")}
          </button>
        </p>
      )}
      <KitField value={typed} onValue={setTyped} />
    </FormDialog>
  )
}

/** False as long as nobody knows: the kit is always there. */
function useRootKept(office: Office, isOwner: boolean): boolean {
  const [isKept, setIsKept] = useState(false)
  useEffect(() => {
    let isCurrent = true
    if (isOwner)
      office.rootInVault.isKept().then(
        (kept) => isCurrent && setIsKept(kept),
        () => undefined,
      )
    return () => {
      isCurrent = false
    }
  }, [office, isOwner])
  return isKept
}
