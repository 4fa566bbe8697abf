import { type SignatureKey, sign, verifySignature } from "@sotto/mls"
import * as v from "valibot"
import { toBase32 } from "./base32.ts"
import { fromBase64Url, toBase64Url } from "./base64.ts"
import { fromUtf8, sha256, utf8 } from "./bytes.ts"

/** The kinds of compact JWS that this client signs or accepts (`typ`). */
export type JwsType =
  | "sotto-issuer+jwt"
  | "sotto-agent+jwt"
  | "sotto-customer+jwt"
  | "sotto-revocations+jwt"
  | "sotto-company-keys+jwt"
  | "sotto-vault-device+jwt"
  | "dpop+jwt"

export interface Jwk {
  readonly kty: "OKP"
  readonly crv: "Ed25519"
  readonly x: string
}

export class JoseError extends Error {
  readonly rule: "malformed" | "algorithm" | "type" | "header" | "key" | "signature"

  constructor(rule: JoseError["rule"], cause?: unknown) {
    super(`JWS refused: ${rule}`, { cause })
    this.name = "JoseError"
    this.rule = rule
  }
}

const MAX_JWS = 262_144
const member = v.optional(v.unknown())
const headerSchema = v.object({ alg: member, typ: member, kid: member })
const jwkSchema = v.strictObject({
  kty: v.literal("OKP"),
  crv: v.literal("Ed25519"),
  x: v.pipe(v.string(), v.length(43)),
})

export function jwkOf(publicKey: Uint8Array): Jwk {
  return { kty: "OKP", crv: "Ed25519", x: toBase64Url(publicKey) }
}

/** The 32 bytes of an Ed25519 public key; throws a JoseError on anything else, a private half included. */
export function publicKeyOf(jwk: unknown): Uint8Array<ArrayBuffer> {
  try {
    return fromBase64Url(v.parse(jwkSchema, jwk).x)
  } catch (cause) {
    throw new JoseError("key", cause)
  }
}

/** RFC 7638: the members in lexicographic order, without white space. */
export async function thumbprint(publicKey: Uint8Array): Promise<string> {
  return toBase64Url(await thumbprintBytes(publicKey))
}

/** What people compare: the first 80 bits of the thumbprint as `ABCD EFGH IJKL MNOP`. */
export async function fingerprint(publicKey: Uint8Array): Promise<string> {
  const text = toBase32((await thumbprintBytes(publicKey)).subarray(0, 10)).toUpperCase()
  return text.replace(/(.{4})(?=.)/g, "$1 ")
}

async function thumbprintBytes(publicKey: Uint8Array): Promise<Uint8Array> {
  const { crv, kty, x } = jwkOf(publicKey)
  return sha256(utf8(JSON.stringify({ crv, kty, x })))
}

/** Signs with `kid`, for everything that names its key by thumbprint. */
export async function signJws(key: SignatureKey, typ: JwsType, claims: object): Promise<string> {
  return signWithHeader(key, { alg: "Ed25519", typ, kid: await thumbprint(key.publicKey) }, claims)
}

/** Signs with the public key in the header: only DPoP proofs (RFC 9449) carry it there. */
export async function signProof(key: SignatureKey, claims: object): Promise<string> {
  return signWithHeader(key, { alg: "Ed25519", typ: "dpop+jwt", jwk: jwkOf(key.publicKey) }, claims)
}

async function signWithHeader(key: SignatureKey, header: object, claims: object): Promise<string> {
  const input = `${toBase64Url(utf8(JSON.stringify(header)))}.${toBase64Url(utf8(JSON.stringify(claims)))}`
  return `${input}.${toBase64Url(await sign(key, utf8(input)))}`
}

/**
 * The claims of a JWS that `publicKey` signed as `typ`. The caller says which key and which type: nothing in the
 * header chooses them, so `none`, an HMAC over a public key, or a key brought along cannot pass (RFC 8725).
 * Throws a JoseError; the claims are still `unknown`.
 */
export async function verifyJws(jws: string, typ: JwsType, publicKey: Uint8Array): Promise<unknown> {
  const parts = split(jws)
  await checkHeader(parts, typ, publicKey)
  const { claims, input, signature } = parts
  if (signature.length !== 64 || !(await verifySignature(publicKey, utf8(input), signature))) {
    throw new JoseError("signature")
  }
  return claims
}

/** The thumbprint that a JWS names as its signer's. Unverified: good for choosing a key to try, nothing else. */
export function claimedSigner(jws: string): string | undefined {
  const { kid } = split(jws).header
  return typeof kid === "string" ? kid : undefined
}

/** The `typ` that a JWS claims. Unverified: `verifyJws` has to be told the same. */
export function claimedType(jws: string): unknown {
  return split(jws).header.typ
}

async function checkHeader({ header, members }: Parts, typ: JwsType, publicKey: Uint8Array): Promise<void> {
  if (header.alg !== "Ed25519") throw new JoseError("algorithm")
  if (header.typ !== typ) throw new JoseError("type")
  // A closed set of members: jku, jwk, x5u, x5c, crit, b64 and whatever comes next are refused by not being in it.
  if (members.some((name) => name !== "alg" && name !== "typ" && name !== "kid")) {
    throw new JoseError("header")
  }
  if (header.kid !== (await thumbprint(publicKey))) throw new JoseError("key")
}

interface Parts {
  readonly header: v.InferOutput<typeof headerSchema>
  /** All members that the header has, known or not. */
  readonly members: readonly string[]
  readonly claims: unknown
  readonly input: string
  readonly signature: Uint8Array
}

function split(jws: string): Parts {
  const parts = jws.length <= MAX_JWS ? jws.split(".") : []
  const [head, payload, tail] = parts
  if (parts.length !== 3 || head === undefined || payload === undefined || tail === undefined) {
    throw new JoseError("malformed")
  }
  try {
    const parsed = v.parse(v.record(v.string(), v.unknown()), JSON.parse(fromUtf8(fromBase64Url(head))))
    return {
      header: v.parse(headerSchema, parsed),
      members: Object.keys(parsed),
      claims: JSON.parse(fromUtf8(fromBase64Url(payload))),
      input: `${head}.${payload}`,
      signature: fromBase64Url(tail),
    }
  } catch (cause) {
    throw new JoseError("malformed", cause)
  }
}
