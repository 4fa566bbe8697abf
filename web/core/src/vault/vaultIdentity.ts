import type { SignatureKey } from "@sotto/mls"
import * as v from "valibot"
import { DAY, SKEW, seconds } from "../certificates/claims.ts"
import { CertificateError } from "../certificates/identity.ts"
import { isId } from "../ids.ts"
import { JoseError, signJws, verifyJws } from "../jose.ts"

/** How long a vault vouches for a device. It is signed anew before that, by any browser that has opened the vault. */
export const VAULT_DEVICE_LIFE = 90 * DAY

const TYP = "sotto-vault-device+jwt"
const MAX_JWS = 8192

/** Whose device a vault vouches for. */
export interface VaultDevice {
  readonly organisation: string
  /** `usr_…` or `cus_…`. */
  readonly person: string
  /** Thumbprint of the device's key. */
  readonly deviceKey: string
}

const claimsSchema = v.object({
  org: v.custom<string>((value) => isId("org", value)),
  sub: v.custom<string>((value) => isId("usr", value) || isId("cus", value)),
  cnf: v.strictObject({ jkt: v.string() }),
  iat: seconds,
  exp: seconds,
})

/**
 * The vault's word, for 90 days, that whoever holds this key is a device of its person: it has opened the vault. `now`
 * here and below is Unix ms.
 */
export function signVaultDevice(
  identity: SignatureKey,
  { organisation, person, deviceKey }: VaultDevice,
  now: number,
): Promise<string> {
  return signJws(identity, TYP, {
    org: organisation,
    sub: person,
    cnf: { jkt: deviceKey },
    iat: Math.floor(now / 1000),
    exp: Math.floor((now + VAULT_DEVICE_LIFE) / 1000),
  })
}

/**
 * Resolves when the vault with this public identity vouches for exactly this device now. That the identity is this
 * person's, the caller knows from elsewhere. Throws a CertificateError; nothing is believed then. There is no time of
 * grace: a device that is not vouched for is only one that nobody vouches for.
 */
export async function verifyVaultDevice(
  jws: string,
  identity: Uint8Array,
  expected: VaultDevice,
  now: number,
): Promise<void> {
  const claims = await signedByVault(jws, identity)
  if (claims.org !== expected.organisation) {
    throw new CertificateError("wrong_organisation", "The vault belongs to another organisation.")
  }
  if (claims.sub !== expected.person) {
    throw new CertificateError("wrong_person", "The vault vouches for another person's device.")
  }
  if (claims.cnf.jkt !== expected.deviceKey) {
    throw new CertificateError("wrong_key", "The vault vouches for another device.")
  }
  checkTime(claims, now)
}

function checkTime({ iat, exp }: v.InferOutput<typeof claimsSchema>, now: number): void {
  if (exp <= iat || (exp - iat) * 1000 > VAULT_DEVICE_LIFE) {
    throw new CertificateError("lives_too_long", "The vault vouches for longer than is allowed.")
  }
  if (now + SKEW < iat * 1000) throw new CertificateError("not_yet_valid", "The vault does not vouch yet.")
  if (now - SKEW > exp * 1000) throw new CertificateError("expired", "The vault no longer vouches.")
}

async function signedByVault(jws: string, identity: Uint8Array): Promise<v.InferOutput<typeof claimsSchema>> {
  try {
    if (jws.length > MAX_JWS) throw new JoseError("malformed")
    return v.parse(claimsSchema, await verifyJws(jws, TYP, identity))
  } catch (cause) {
    if (cause instanceof JoseError) {
      throw new CertificateError("not_signed_by_vault", "The vault has not signed this.", cause)
    }
    throw new CertificateError("malformed", "The vault's word for a device is malformed.", cause)
  }
}
