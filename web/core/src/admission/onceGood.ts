import type { Member } from "@sotto/mls"
import * as v from "valibot"
import { fromBase64Url } from "../base64.ts"
import { fromUtf8 } from "../bytes.ts"
import { CertificateError, type Identity } from "../certificates/identity.ts"
import { RevocationLists } from "../certificates/revocationLists.ts"
import { chainOf, isAgentCredential, type Trust, verifyIdentity } from "../certificates/verify.ts"

const claims = v.object({ nbf: v.number() })

/**
 * Whose leaf it was, when `refusal` says no more than that its certificate was revoked or has expired: chain, key and
 * inbox hold as on its first day. For receiving alone, and for agents alone, because they are removed before anything
 * is sent to them. Throws `refusal`, or a CertificateError for what was never right.
 */
export async function onceGood(member: Member, refusal: unknown, trust: Trust): Promise<Identity> {
  const hasEnded =
    refusal instanceof CertificateError && (refusal.rule === "revoked" || refusal.rule === "expired")
  if (!hasEnded || !isAgentCredential(member.identity)) throw refusal
  const now = Math.min(trust.now, firstDay(member.identity, refusal))
  const then = { ...trust, now, revocations: RevocationLists.none, adding: false }
  return verifyIdentity(member.identity, member.signatureKey, then)
}

/** Read, and believed only when the chain holds. */
function firstDay(identity: Uint8Array, refusal: CertificateError): number {
  const [certificate = ""] = chainOf(identity)
  try {
    const { nbf } = v.parse(claims, JSON.parse(fromUtf8(fromBase64Url(certificate.split(".")[1] ?? ""))))
    return nbf * 1000
  } catch {
    throw refusal
  }
}
