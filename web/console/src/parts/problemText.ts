import {
  CertificateError,
  IssuerOver,
  KitError,
  KitMismatch,
  NoCompanyKey,
  NoPasskeySecret,
  NotAnIssuer,
  NoWayIn,
  Offline,
  PasskeyError,
  Problem,
  ProviderAway,
  RootChanged,
  VaultDamaged,
  VaultKeysNewer,
} from "@sotto/core"
import type { MessageKey } from "../i18n/text.ts"
import { StepUpDeclined } from "../stepup/StepUps.ts"

const byCode: ReadonlyMap<string, MessageKey> = new Map([
  ["unauthenticated", "problem.unauthenticated"],
  ["token_ended", "problem.unauthenticated"],
  ["forbidden", "problem.forbidden"],
  ["not_found", "problem.notFound"],
  ["conflict", "problem.conflict"],
  ["rate_limited", "problem.rateLimited"],
  ["quota", "problem.rateLimited"],
  ["setup_used", "problem.setupUsed"],
  ["invitation_used", "problem.invitationUsed"],
  ["challenge_used", "problem.challengeUsed"],
  ["passkey_refused", "problem.passkeyRefused"],
  ["malformed", "problem.malformed"],
  ["too_large", "problem.malformed"],
  ["sign_in_refused", "problem.signInRefused"],
  ["guessing_slowed", "problem.guessingSlowed"],
  ["weak_password", "problem.weakPassword"],
  ["name_taken", "problem.nameTaken"],
  ["last_way_in", "problem.lastWayIn"],
  ["recovery_waiting", "problem.recoveryWaiting"],
  ["passkey_required", "problem.passkeyRequired"],
  ["passkey_missing", "problem.passkeyMissing"],
  ["step_up_required", "problem.stepUp"],
])

const byPasskey: Readonly<Record<PasskeyError["reason"], MessageKey>> = {
  cancelled: "problem.passkeyCancelled",
  exists: "problem.passkeyExists",
  unsupported: "problem.passkeyUnsupported",
  failed: "problem.passkeyFailed",
}

/** Plain words for anything that can go wrong; what nobody foresaw says so honestly. */
export function problemKey(error: unknown): MessageKey {
  if (error instanceof Offline) return "problem.offline"
  if (error instanceof Problem) return byCode.get(error.code) ?? "problem.refused"
  if (error instanceof PasskeyError) return byPasskey[error.reason]
  if (error instanceof StepUpDeclined) return "problem.stepUp"
  if (error instanceof KitError) return "problem.kitMistyped"
  if (error instanceof KitMismatch) return "problem.kitOther"
  if (error instanceof ProviderAway) return "openId.returned.unavailable"
  if (error instanceof NoCompanyKey) return "problem.companyKey"
  if (error instanceof NoPasskeySecret) return "problem.vaultPasskey"
  if (error instanceof NoWayIn) return "problem.vaultNoWay"
  if (error instanceof VaultDamaged) return "problem.vaultDamaged"
  if (error instanceof VaultKeysNewer) return "problem.vaultNewer"
  if (error instanceof IssuerOver) return "problem.issuerOver"
  if (error instanceof CertificateError)
    return error.rule === "company_keys_rolled_back" ? "problem.companyKeysOlder" : "problem.certificate"
  if (error instanceof RootChanged) return "problem.rootChanged"
  if (error instanceof NotAnIssuer) return "problem.noIssuer"
  return "problem.unexpected"
}

/** Undefined when the server did not ask for patience. */
export function waitMinutes(error: unknown): number | undefined {
  if (!(error instanceof Problem) || error.retryAfter === undefined) return undefined
  return Math.max(1, Math.ceil(error.retryAfter / 60))
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Problem && error.code === code
}
