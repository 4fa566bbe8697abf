import * as v from "valibot"
import { equalBytes, fromUtf8 } from "../bytes.ts"
import { claimedType, JoseError, type JwsType, verifyJws } from "../jose.ts"
import { AGENT_LIFE, agentClaims, CUSTOMER_LIFE, customerClaims } from "./claims.ts"
import {
  type AgentIdentity,
  CertificateError,
  type CustomerIdentity,
  type Identity,
  type TrustedRoot,
} from "./identity.ts"
import { confirmedKey, type VerifiedIssuer, verifyIssuer } from "./issuer.ts"
import { checkPeriod, type Period } from "./period.ts"
import type { RevocationLists } from "./revocationLists.ts"

export interface Trust {
  readonly root: TrustedRoot
  /** The inbox of the conversation: a certificate for others does not count here. */
  readonly inbox: string
  readonly revocations: RevocationLists
  /** Unix ms. */
  readonly now: number
  /** True when the leaf is about to be added: then the issuer must not owe its revocation list for 14 days. */
  readonly adding: boolean
}

const MAX_CREDENTIAL = 32_768

/**
 * Whose leaf this is: the whole chain from the pinned root to the key in the tree. `credential` and `leafKey` are as
 * the server delivered them. Throws CertificateError(rule, sentence); there is no partial result.
 */
export async function verifyIdentity(
  credential: Uint8Array,
  leafKey: Uint8Array,
  trust: Trust,
): Promise<Identity> {
  const [first, second, third, ...more] = chainOf(credential)
  if (first === undefined) throw new CertificateError("uncertified", "This device shows no certificate.")
  // An agent's third is the word of its person's vault: whoever is asked to let the device in looks at that.
  const isVaultsWord =
    third === undefined || (!isCustomer(first) && typeOf(third) === "sotto-vault-device+jwt")
  if (!isVaultsWord || more.length > 0)
    throw new CertificateError("chain_too_long", "The chain of certificates is too long.")
  // A customer's second is the company's token, which only agents look at: it changes nothing about whose leaf it is.
  if (isCustomer(first)) return verifyCustomer(first, leafKey, trust)
  if (second === undefined) throw new CertificateError("uncertified", "This device shows no issuer.")
  return verifyAgent(first, second, leafKey, trust)
}

/** An agent certificate that the root stands behind, still without a leaf, a conversation or revocation lists. */
export interface VerifiedAgentCertificate {
  readonly claims: v.InferOutput<typeof agentClaims>
  readonly publicKey: Uint8Array
  readonly issuer: VerifiedIssuer
  readonly period: Period
}

/** The chain of one certificate from the pinned root, and its dates. Throws a CertificateError. */
export async function verifyAgentCertificate(
  jws: string,
  issuerJws: string,
  root: TrustedRoot,
  now: number,
): Promise<VerifiedAgentCertificate> {
  const issuer = await verifyIssuer(issuerJws, root, now)
  const claims = await verified(jws, "sotto-agent+jwt", issuer.publicKey, agentClaims)
  checkOrganisation(claims.org, root)
  const period = checkPeriod(claims, AGENT_LIFE, now)
  if (period.from > issuer.period.until) {
    throw new CertificateError(
      "issued_after_issuer_expired",
      "The certificate was made after its issuer's had expired.",
    )
  }
  return { claims, publicKey: confirmedKey(claims.cnf.jwk), issuer, period }
}

async function verifyAgent(
  jws: string,
  issuerJws: string,
  leafKey: Uint8Array,
  trust: Trust,
): Promise<AgentIdentity> {
  const certificate = await verifyAgentCertificate(jws, issuerJws, trust.root, trust.now)
  const { claims, issuer, period } = certificate
  checkKey(certificate.publicKey, leafKey)
  if (!claims.inboxes.includes(trust.inbox)) {
    throw new CertificateError("wrong_inbox", "The certificate belongs to another inbox.")
  }
  checkRevocation(claims.jti, issuer, trust)
  return {
    kind: "agent",
    ...{
      user: claims.sub,
      name: claims.name,
      role: claims.role,
      device: claims.dev,
      inboxes: claims.inboxes,
    },
    signatureKey: leafKey,
    certificate: claims.jti,
    issuer: issuer.thumbprint,
    expiresAt: Math.min(period.until, issuer.period.until),
    lapsed: period.lapsed || issuer.period.lapsed,
  }
}

async function verifyCustomer(jws: string, leafKey: Uint8Array, trust: Trust): Promise<CustomerIdentity> {
  const claims = await verified(jws, "sotto-customer+jwt", leafKey, customerClaims)
  checkOrganisation(claims.org, trust.root)
  checkKey(confirmedKey(claims.cnf.jwk), leafKey)
  checkPeriod(claims, CUSTOMER_LIFE, trust.now)
  return {
    kind: "customer",
    customer: claims.sub,
    device: claims.dev,
    signatureKey: leafKey,
  }
}

function checkOrganisation(organisation: string, root: TrustedRoot): void {
  if (organisation !== root.organisation) {
    throw new CertificateError("wrong_organisation", "The certificate belongs to another organisation.")
  }
}

/** A genuine certificate is worth nothing on another's leaf: the key in it must be the key that signs there. */
function checkKey(certified: Uint8Array, leafKey: Uint8Array): void {
  if (!equalBytes(certified, leafKey)) {
    throw new CertificateError("wrong_key", "The certificate belongs to another device.")
  }
}

function checkRevocation(jti: string, issuer: VerifiedIssuer, trust: Trust): void {
  if (trust.revocations.isRevoked(jti)) {
    throw new CertificateError("revoked", "The certificate has been revoked.")
  }
  if (trust.adding && trust.revocations.lateness(issuer.thumbprint, trust.now) === "tooLate") {
    throw new CertificateError(
      "revocations_too_late",
      "The list of revoked certificates is missing or too old.",
    )
  }
}

async function verified<Claims>(
  jws: string,
  typ: JwsType,
  publicKey: Uint8Array,
  schema: v.GenericSchema<unknown, Claims>,
): Promise<Claims> {
  try {
    return v.parse(schema, await verifyJws(jws, typ, publicKey))
  } catch (cause) {
    if (!(cause instanceof JoseError))
      throw new CertificateError("malformed", "The certificate is malformed.", cause)
    throw typ === "sotto-customer+jwt"
      ? new CertificateError(
          "not_self_signed",
          "The customer's credential is not signed by its own key.",
          cause,
        )
      : new CertificateError("not_signed_by_issuer", "The certificate is not signed by its issuer.", cause)
  }
}

/** The company's token in a customer's credential, unverified; undefined when there is none. Throws a CertificateError. */
export function tokenIn(credential: Uint8Array): string | undefined {
  const [first, second] = chainOf(credential)
  return first !== undefined && isCustomer(first) ? second : undefined
}

/** By what its first statement says it is: a customer may carry a second one too. Throws a CertificateError. */
export function isAgentCredential(credential: Uint8Array): boolean {
  const [first] = chainOf(credential)
  return first !== undefined && !isCustomer(first)
}

/** The statements of a credential, read and not believed. Throws a CertificateError. */
export function chainOf(credential: Uint8Array): readonly string[] {
  try {
    if (credential.length > MAX_CREDENTIAL) throw new RangeError("too large")
    return v.parse(v.array(v.string()), JSON.parse(fromUtf8(credential)))
  } catch (cause) {
    throw new CertificateError("uncertified", "This device shows no certificate.", cause)
  }
}

function isCustomer(jws: string): boolean {
  return typeOf(jws) === "sotto-customer+jwt"
}

function typeOf(jws: string): unknown {
  try {
    return claimedType(jws)
  } catch (cause) {
    throw new CertificateError("malformed", "The certificate is malformed.", cause)
  }
}
