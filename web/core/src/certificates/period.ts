import { GRACE, SKEW } from "./claims.ts"
import { CertificateError } from "./identity.ts"

/** When a certificate holds; Unix ms. */
export interface Period {
  readonly from: number
  readonly until: number
  readonly lapsed: boolean
}

/** Checks `nbf` and `exp` (seconds) against the clock and the longest life of this kind. Throws a CertificateError. */
export function checkPeriod(
  claims: { readonly nbf: number; readonly exp: number },
  life: number,
  now: number,
): Period {
  const from = claims.nbf * 1000
  const until = claims.exp * 1000
  if (until <= from || until - from > life) {
    throw new CertificateError("lives_too_long", "The certificate is made for longer than is allowed.")
  }
  if (now < from - SKEW) throw new CertificateError("not_yet_valid", "The certificate is not valid yet.")
  if (now > until + GRACE)
    throw new CertificateError("expired", "The certificate expired more than 14 days ago.")
  return { from, until, lapsed: now > until }
}
