/** The organisation's root key, pinned by whoever opened this client. The one thing that trust starts from. */
export interface TrustedRoot {
  readonly organisation: string
  readonly publicKey: Uint8Array
}

export type AgentRole = "agent" | "supervisor" | "bot"

export interface AgentIdentity {
  readonly kind: "agent"
  readonly user: string
  readonly name: string
  readonly role: AgentRole
  readonly device: string
  readonly inboxes: readonly string[]
  readonly signatureKey: Uint8Array
  /** The certificate's `jti`, by which it is revoked. */
  readonly certificate: string
  /** Thumbprint of the issuer's key. */
  readonly issuer: string
  /** Unix ms. */
  readonly expiresAt: number
  /** Past its end and within the 14 days of grace: to be shown, not refused. */
  readonly lapsed: boolean
}

/** A pseudonym: what customers call themselves is a claim in their messages, never part of who they are. */
export interface CustomerIdentity {
  readonly kind: "customer"
  readonly customer: string
  readonly device: string
  readonly signatureKey: Uint8Array
}

export type Identity = AgentIdentity | CustomerIdentity

/** Whether a leaf that changed still belongs to the same person on the same device. */
export function sameSubject(a: Identity, b: Identity): boolean {
  if (a.kind === "agent") return b.kind === "agent" && a.user === b.user && a.device === b.device
  return b.kind === "customer" && a.customer === b.customer && a.device === b.device
}

export type CertificateRule =
  | "malformed"
  | "uncertified"
  | "chain_too_long"
  | "issuer_not_signed_by_root"
  | "not_signed_by_issuer"
  | "not_self_signed"
  | "wrong_organisation"
  | "wrong_inbox"
  | "wrong_person"
  | "wrong_key"
  | "not_yet_valid"
  | "expired"
  | "lives_too_long"
  | "issued_after_issuer_expired"
  | "revoked"
  | "revocations_too_late"
  | "revocations_rolled_back"
  | "revocations_not_signed_by_issuer"
  | "company_keys_not_signed_by_root"
  | "company_keys_rolled_back"
  | "not_signed_by_company"
  | "not_signed_by_vault"

/** A certificate, credential or revocation list was refused. `rule` is stable; the message is for people. */
export class CertificateError extends Error {
  readonly rule: CertificateRule

  constructor(rule: CertificateRule, sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.name = "CertificateError"
    this.rule = rule
  }
}
