import { verifySignature } from "@sotto/mls"
import * as v from "valibot"
import { fromBase64Url, toBase64Url } from "../base64.ts"
import { owned, sha256, utf8 } from "../bytes.ts"
import { JoseError, verifyJws } from "../jose.ts"
import { companyKeysClaims, SKEW } from "./claims.ts"
import { CertificateError, type TrustedRoot } from "./identity.ts"

const coordinate = v.pipe(v.string(), v.length(43))
const okp = v.strictObject({ kty: v.literal("OKP"), crv: v.literal("Ed25519"), x: coordinate })
const p256 = v.strictObject({ kty: v.literal("EC"), crv: v.literal("P-256"), x: coordinate, y: coordinate })
const companyJwk = v.variant("kty", [okp, p256])

/** A public key of the company's backend. A private half, or any other member, is not one. */
export type CompanyJwk = v.InferOutput<typeof companyJwk>

/** Which algorithm a key signs with is the key's matter: a token's header can only agree. */
export interface CompanyKey {
  readonly jwk: CompanyJwk
  readonly thumbprint: string
  fits(algorithm: unknown): boolean
  verify(data: Uint8Array, signature: Uint8Array): Promise<boolean>
}

/** The keys that the root signed for a company's backend, by thumbprint. */
export interface CompanyKeys {
  readonly organisation: string
  readonly number: number
  readonly keys: ReadonlyMap<string, CompanyKey>
}

/** Throws a JoseError. */
export async function companyKey(value: unknown): Promise<CompanyKey> {
  try {
    const jwk = v.parse(companyJwk, value)
    return jwk.kty === "OKP" ? await ed25519(jwk) : await ecdsa(jwk)
  } catch (cause) {
    throw new JoseError("key", cause)
  }
}

/** Verifies one statement; that its number does not go back is for whoever remembers it. Throws a CertificateError. */
export async function verifyCompanyKeys(jws: string, root: TrustedRoot, now: number): Promise<CompanyKeys> {
  const claims = await signedByRoot(jws, root)
  if (claims.org !== root.organisation) {
    throw new CertificateError("wrong_organisation", "The company's keys belong to another organisation.")
  }
  const keys = new Map<string, CompanyKey>()
  for (const { kid, ...jwk } of claims.keys) {
    const key = await companyKey(jwk).catch((cause) => malformed(cause))
    if (key.thumbprint !== kid || keys.has(kid)) malformed(undefined)
    keys.set(kid, key)
  }
  if (claims.iat * 1000 > now + SKEW) {
    throw new CertificateError("not_yet_valid", "The company's keys are from the future.")
  }
  return { organisation: claims.org, number: claims.number, keys }
}

/** Throws a CertificateError when the server shows older keys than before, or others under the same number. */
export function refuseOlderKeys(
  next: { readonly number: number; readonly statement: string },
  seen: { readonly number: number; readonly statement: string } | undefined,
): void {
  if (seen === undefined || next.number > seen.number || next.statement === seen.statement) return
  throw new CertificateError("company_keys_rolled_back", "The server offers older company keys than before.")
}

async function ed25519(jwk: v.InferOutput<typeof okp>): Promise<CompanyKey> {
  const raw = fromBase64Url(jwk.x)
  const { crv, kty, x } = jwk
  return {
    jwk,
    thumbprint: await thumbprintOf({ crv, kty, x }),
    fits: (algorithm) => algorithm === "Ed25519" || algorithm === "EdDSA",
    verify: (data, signature) => verifySignature(raw, data, signature),
  }
}

async function ecdsa(jwk: v.InferOutput<typeof p256>): Promise<CompanyKey> {
  // Canonical spellings only; the import checks that the point lies on the curve.
  fromBase64Url(jwk.x)
  fromBase64Url(jwk.y)
  const algorithm = { name: "ECDSA", namedCurve: "P-256" }
  const key = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"])
  const { crv, kty, x, y } = jwk
  return {
    jwk,
    thumbprint: await thumbprintOf({ crv, kty, x, y }),
    fits: (name) => name === "ES256",
    verify: (data, signature) =>
      crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, owned(signature), owned(data)),
  }
}

/** RFC 7638: the caller gives the required members in lexicographic order. */
async function thumbprintOf(members: object): Promise<string> {
  return toBase64Url(await sha256(utf8(JSON.stringify(members))))
}

async function signedByRoot(jws: string, root: TrustedRoot) {
  try {
    return v.parse(companyKeysClaims, await verifyJws(jws, "sotto-company-keys+jwt", root.publicKey))
  } catch (cause) {
    if (!(cause instanceof JoseError)) malformed(cause)
    throw new CertificateError(
      "company_keys_not_signed_by_root",
      "The company's keys are not signed by the organisation's root.",
      cause,
    )
  }
}

function malformed(cause: unknown): never {
  throw new CertificateError("malformed", "The company's keys are malformed.", cause)
}
