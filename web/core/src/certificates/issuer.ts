import * as v from "valibot"
import { JoseError, publicKeyOf, thumbprint, verifyJws } from "../jose.ts"
import { ISSUER_LIFE, issuerClaims } from "./claims.ts"
import { CertificateError, type TrustedRoot } from "./identity.ts"
import { checkPeriod, type Period } from "./period.ts"

export interface VerifiedIssuer {
  readonly user: string
  readonly name: string
  readonly publicKey: Uint8Array
  readonly thumbprint: string
  readonly period: Period
}

/** One step down from the pinned root, and no further: an issuer cannot make issuers. Throws a CertificateError. */
export async function verifyIssuer(jws: string, root: TrustedRoot, now: number): Promise<VerifiedIssuer> {
  const claims = await signedByRoot(jws, root)
  if (claims.org !== root.organisation) {
    throw new CertificateError("wrong_organisation", "The issuer belongs to another organisation.")
  }
  const publicKey = confirmedKey(claims.cnf.jwk)
  const period = checkPeriod(claims, ISSUER_LIFE, now)
  return { user: claims.sub, name: claims.name, publicKey, thumbprint: await thumbprint(publicKey), period }
}

export function confirmedKey(jwk: unknown): Uint8Array {
  try {
    return publicKeyOf(jwk)
  } catch (cause) {
    throw new CertificateError("malformed", "The certificate names no usable key.", cause)
  }
}

async function signedByRoot(jws: string, root: TrustedRoot) {
  try {
    return v.parse(issuerClaims, await verifyJws(jws, "sotto-issuer+jwt", root.publicKey))
  } catch (cause) {
    if (cause instanceof JoseError) {
      throw new CertificateError(
        "issuer_not_signed_by_root",
        "The issuer is not signed by the organisation's root.",
        cause,
      )
    }
    throw new CertificateError("malformed", "The issuer certificate is malformed.", cause)
  }
}
