import type { SignatureKey } from "@sotto/mls"
import { toBase64Url } from "./base64.ts"
import { randomBytes, sha256, utf8 } from "./bytes.ts"
import { signProof } from "./jose.ts"

export interface ProofOptions {
  readonly method: string
  readonly url: string
  /** The server's, used once. */
  readonly nonce: string
  /** Bound into the proof (`ath`) when the request also carries a token. */
  readonly accessToken?: string
  /** Unix ms. */
  readonly now: number
}

/** A DPoP proof (RFC 9449) that the holder of `key` makes this one request. */
export async function createProof(key: SignatureKey, options: ProofOptions): Promise<string> {
  const url = new URL(options.url)
  const claims = {
    jti: toBase64Url(randomBytes(16)),
    htm: options.method.toUpperCase(),
    htu: url.origin + url.pathname,
    iat: Math.floor(options.now / 1000),
    nonce: options.nonce,
  }
  if (options.accessToken === undefined) return signProof(key, claims)
  return signProof(key, { ...claims, ath: toBase64Url(await sha256(utf8(options.accessToken))) })
}
