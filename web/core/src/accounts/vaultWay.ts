import type { StaffApi } from "../api/staffApi.ts"
import { fromBase64Url } from "../base64.ts"
import { type Authenticator, usePasskeySecret } from "../passkeys.ts"
import { PRF_SALT, passkeyWay, type WayIn } from "../vault/vaultWays.ts"

/** This passkey, or this browser, keeps no secret for a vault (WebAuthn's `prf` extension). The person was verified. */
export class NoPasskeySecret extends Error {
  constructor() {
    super("This passkey keeps no secret for a vault.")
    this.name = "NoPasskeySecret"
  }
}

/**
 * One touch for two things: the server learns that it is still the same person, and this page gets the secret with which
 * their passkey opens the vault. Throws a PasskeyError, NoPasskeySecret, and what Api throws.
 */
export async function vaultWayByPasskey(api: StaffApi, authenticator?: Authenticator): Promise<WayIn> {
  const options = await api.account.stepUpOptions()
  const { posted, credentialId, secret } = await usePasskeySecret(options, PRF_SALT, authenticator)
  await api.account.stepUp(options.challenge, posted)
  if (secret === undefined) throw new NoPasskeySecret()
  return passkeyWay(credentialId, secret).finally(() => secret.fill(0))
}

/** The id that a passkey has as a way into a vault, so that people see which of theirs it is. */
export async function vaultWayId(passkey: string): Promise<string> {
  return (await passkeyWay(fromBase64Url(passkey), new Uint8Array(0))).id
}
