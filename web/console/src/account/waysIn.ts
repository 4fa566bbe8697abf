import type { OwnPasskey, PasswordState } from "@sotto/core"

/** False while either is not known yet: a warning that comes and goes is worse than a late one. */
export function hasOneWayIn(
  passkeys: readonly OwnPasskey[] | undefined,
  password: PasswordState | undefined,
): boolean {
  if (passkeys === undefined || password === undefined) return false
  return passkeys.length + (hasPassword(password) ? 1 : 0) === 1
}

export function hasPassword(password: PasswordState): password is PasswordState & { signInName: string } {
  return typeof password.signInName === "string"
}

/** When few are left, new ones are worth making before the last is gone. */
export function fewCodesLeft({ recoveryCodesLeft }: PasswordState): boolean {
  return recoveryCodesLeft <= 3
}
