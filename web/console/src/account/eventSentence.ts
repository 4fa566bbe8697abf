import type { SecurityEvent, SecurityEventKind } from "@sotto/core"
import type { MessageKey } from "../i18n/text.ts"

export interface Sentence {
  readonly key: MessageKey
  readonly values: { readonly method: string; readonly device: string; readonly named: string }
  /** Worth a second look even where the person remembers nothing unusual. */
  readonly alarming: boolean
}

const alarming: ReadonlySet<SecurityEventKind> = new Set([
  "signInFailed",
  "guessingSlowed",
  "tokenReused",
  "apiTokenMisused",
  "recoveryCodeUsed",
  "recoveryRequested",
  "recoveryApproved",
  "recoveryFinished",
  "vaultCreated",
  "vaultRemoved",
  "vaultWayAdded",
  "vaultWayRemoved",
  "vaultRootKept",
  "vaultRootRemoved",
  "vaultRootOpened",
])

/** What happened, as its holder would say it. */
export function eventSentence({ kind, method, deviceName }: SecurityEvent): Sentence {
  const device = deviceName ?? ""
  return {
    key: `event.${kind}`,
    values: { method: method ?? "", device, named: device === "" ? "no" : "yes" },
    alarming: alarming.has(kind),
  }
}
