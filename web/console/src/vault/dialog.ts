import type { Vault } from "@sotto/core"
import type { MessageKey } from "../i18n/text.ts"
import type { Office } from "../office.ts"

/** What every question about the vault is given. */
export interface VaultDialog {
  readonly office: Office
  readonly vault: Vault
  readonly onDone: (sentence: MessageKey) => void
  readonly onClose: () => void
}
