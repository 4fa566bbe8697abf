import * as v from "valibot"
import { fromBase64Url } from "../base64.ts"
import { utf8 } from "../bytes.ts"
import { JoseError, thumbprint } from "../jose.ts"
import { MAX_NAME, SKEW, seconds } from "./claims.ts"
import type { CompanyKeys } from "./companyKeys.ts"
import { CertificateError } from "./identity.ts"
import { parseOnce } from "./strictJson.ts"

/** Whom a company says its customer is: `subject` is what it calls them inside itself. */
export interface CompanyPerson {
  readonly subject: string
  readonly name: string | undefined
}

/** A company's word about a customer, and what tells it from its other words. */
export interface CompanyWord {
  readonly person: CompanyPerson
  /** `jti`. */
  readonly id: string
  /** Unix ms. */
  readonly issuedAt: number
  /** Thumbprint of the company's key that signed it. */
  readonly key: string
}

const MAX_TOKEN = 8192
const MAX_LIFE = 600
const MAX_SUBJECT = 256
// Agents read it beside "verified": nothing in it may break the line or turn the direction of what follows.
const SHOWN = /^(?=[^\p{Z}])[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069]+$/u

const header = v.strictObject({ alg: v.string(), typ: v.literal("sotto-identity+jwt"), kid: v.string() })
const shown = (longest: number) => v.pipe(v.string(), v.maxLength(longest), v.regex(SHOWN))
const claimsSchema = v.object({
  aud: v.string(),
  sub: shown(MAX_SUBJECT),
  name: v.nullish(shown(MAX_NAME)),
  jti: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22,64}$/)),
  cnf: v.strictObject({ jkt: v.string() }),
  iat: seconds,
  exp: seconds,
  nbf: v.nullish(seconds),
})

/**
 * A company's word that whoever holds `deviceKey` is this customer of theirs. `at` (Unix ms) is when the server stamped
 * the first contact. Throws a CertificateError; there is no partial result.
 */
export async function verifyCompanyToken(
  jws: string,
  keys: CompanyKeys,
  deviceKey: Uint8Array,
  at: number,
): Promise<CompanyPerson> {
  return (await verifyCompanyWord(jws, keys, deviceKey, at)).person
}

/** The same, for whoever has to tell one token from another. Throws a CertificateError. */
export async function verifyCompanyWord(
  jws: string,
  keys: CompanyKeys,
  deviceKey: Uint8Array,
  at: number,
): Promise<CompanyWord> {
  const { payload, key } = await signed(jws, keys)
  const claims = claimsOf(payload)
  if (claims.aud !== keys.organisation) {
    throw new CertificateError("wrong_organisation", "The token is for another organisation.")
  }
  // What stops a copied token: it is worth nothing beside another device's key.
  if (claims.cnf.jkt !== (await thumbprint(deviceKey))) {
    throw new CertificateError("wrong_key", "The token is for another device.")
  }
  checkTime(claims, at)
  const person = { subject: claims.sub, name: claims.name ?? undefined }
  return { person, id: claims.jti, issuedAt: claims.iat * 1000, key }
}

function checkTime({ iat, exp, nbf }: v.InferOutput<typeof claimsSchema>, at: number): void {
  if (exp <= iat || exp - iat > MAX_LIFE) {
    throw new CertificateError("lives_too_long", "The token is made for longer than is allowed.")
  }
  if (at + SKEW < Math.max(iat, nbf ?? 0) * 1000) {
    throw new CertificateError("not_yet_valid", "The token was not valid yet.")
  }
  if (at - SKEW > exp * 1000) throw new CertificateError("expired", "The token had expired.")
}

/** What a token claims to be signed with, claims to be about and calls itself; none of it verified. */
export function claimedByToken(jws: string): {
  readonly key: string
  readonly subject: string
  readonly id: string
} {
  const [head = "", payload = ""] = jws.split(".")
  try {
    const { kid } = v.parse(header, parseOnce(fromBase64Url(head)))
    const { sub, jti } = v.parse(claimsSchema, parseOnce(fromBase64Url(payload)))
    return { key: kid, subject: sub, id: jti }
  } catch (cause) {
    throw new CertificateError("malformed", "The token is malformed.", cause)
  }
}

interface Signed {
  readonly payload: Uint8Array
  readonly key: string
}

async function signed(jws: string, keys: CompanyKeys): Promise<Signed> {
  try {
    const [head, payload, tail, ...more] = jws.length <= MAX_TOKEN ? jws.split(".") : []
    if (head === undefined || payload === undefined || tail === undefined || more.length > 0) {
      throw new JoseError("malformed")
    }
    // A closed set of members: jku, jwk, x5u, x5c, crit and whatever comes next are refused by not being in it.
    const { alg, kid } = v.parse(header, parseOnce(fromBase64Url(head)))
    const key = keys.keys.get(kid)
    if (key === undefined) throw new JoseError("key")
    if (!key.fits(alg)) throw new JoseError("algorithm")
    const claims = fromBase64Url(payload)
    const signature = fromBase64Url(tail)
    if (signature.length !== 64 || !(await key.verify(utf8(`${head}.${payload}`), signature))) {
      throw new JoseError("signature")
    }
    return { payload: claims, key: kid }
  } catch (cause) {
    throw new CertificateError("not_signed_by_company", "The token is not signed by the company.", cause)
  }
}

function claimsOf(payload: Uint8Array): v.InferOutput<typeof claimsSchema> {
  try {
    return v.parse(claimsSchema, parseOnce(payload))
  } catch (cause) {
    throw new CertificateError("malformed", "The token is malformed.", cause)
  }
}
