import type { SignatureKey } from "@sotto/mls"
import { toBase64Url } from "../base64.ts"
import { randomBytes, utf8 } from "../bytes.ts"
import { jwkOf, signJws } from "../jose.ts"
import { AGENT_LIFE, CUSTOMER_LIFE, ISSUER_LIFE, REVOCATIONS_LIFE } from "./claims.ts"
import type { CompanyKey } from "./companyKeys.ts"
import type { AgentRole } from "./identity.ts"

export interface IssuerSubject {
  readonly organisation: string
  readonly user: string
  readonly name: string
  readonly publicKey: Uint8Array
}

/** Makes `subject` an issuer for 400 days. `now` here and below is Unix ms. */
export function issueIssuer(root: SignatureKey, subject: IssuerSubject, now: number): Promise<string> {
  return signJws(root, "sotto-issuer+jwt", {
    org: subject.organisation,
    sub: subject.user,
    name: subject.name,
    cnf: { jwk: jwkOf(subject.publicKey) },
    nbf: seconds(now),
    exp: seconds(now + ISSUER_LIFE),
  })
}

export interface AgentSubject {
  readonly organisation: string
  readonly user: string
  readonly name: string
  readonly role: AgentRole
  readonly device: string
  readonly inboxes: readonly string[]
  readonly publicKey: Uint8Array
}

/** Certifies one device for 90 days. The caller has made sure that the key is this person's. */
export function issueAgent(issuer: SignatureKey, subject: AgentSubject, now: number): Promise<string> {
  return signJws(issuer, "sotto-agent+jwt", {
    org: subject.organisation,
    sub: subject.user,
    name: subject.name,
    role: subject.role,
    dev: subject.device,
    inboxes: subject.inboxes,
    cnf: { jwk: jwkOf(subject.publicKey) },
    nbf: seconds(now),
    exp: seconds(now + AGENT_LIFE),
    jti: toBase64Url(randomBytes(16)),
  })
}

export interface CustomerSubject {
  readonly organisation: string
  readonly customer: string
  readonly device: string
}

/**
 * A customer vouches for nobody but the holder of this key: a pseudonym that stays the same. It holds no name,
 * because the server reads it; names travel inside messages.
 */
export function issueCustomer(key: SignatureKey, subject: CustomerSubject, now: number): Promise<string> {
  return signJws(key, "sotto-customer+jwt", {
    org: subject.organisation,
    sub: subject.customer,
    dev: subject.device,
    cnf: { jwk: jwkOf(key.publicKey) },
    nbf: seconds(now),
    exp: seconds(now + CUSTOMER_LIFE),
  })
}

export interface Revocation {
  /** Of the revoked certificate. */
  readonly jti: string
  /** Unix ms. */
  readonly at: number
}

export interface RevocationSubject {
  readonly organisation: string
  /** One more than the last list of this issuer. */
  readonly number: number
  readonly revoked: readonly Revocation[]
}

export interface CompanyKeysSubject {
  readonly organisation: string
  readonly number: number
  readonly keys: readonly Pick<CompanyKey, "jwk" | "thumbprint">[]
}

export function issueRevocations(
  issuer: SignatureKey,
  list: RevocationSubject,
  now: number,
): Promise<string> {
  return signJws(issuer, "sotto-revocations+jwt", {
    org: list.organisation,
    number: list.number,
    iat: seconds(now),
    nextUpdate: seconds(now + REVOCATIONS_LIFE),
    revoked: list.revoked.map(({ jti, at }) => ({ jti, at: seconds(at) })),
  })
}

/** The keys that the company's backend signs with, all of them; `number` is above the last one. */
export function issueCompanyKeys(
  root: SignatureKey,
  { organisation, number, keys }: CompanyKeysSubject,
  now: number,
): Promise<string> {
  return signJws(root, "sotto-company-keys+jwt", {
    org: organisation,
    number,
    iat: seconds(now),
    keys: keys.map(({ jwk, thumbprint }) => ({ ...jwk, kid: thumbprint })),
  })
}

/** The identity of an MLS leaf: [agent, issuer], [agent, issuer, vault device], [customer] or [customer, company token]. */
export function credentialOf(...jws: readonly string[]): Uint8Array<ArrayBuffer> {
  return utf8(JSON.stringify(jws))
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}
