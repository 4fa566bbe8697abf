import type { Session } from "../api/replies.ts"
import type { StaffApi } from "../api/staffApi.ts"
import { CertificateError, type TrustedRoot } from "../certificates/identity.ts"
import { type VerifiedIssuer, verifyIssuer } from "../certificates/issuer.ts"
import type { Locks } from "../environment.ts"
import type { Issuer, StaffKeys } from "./staffKeys.ts"

/** An owner's console, as far as it vouches for devices. */
export interface Office {
  readonly api: StaffApi
  readonly session: Session
  readonly keys: StaffKeys
  /** Unix ms. */
  readonly now: () => number
  /** This browser's, which its tabs share. */
  readonly locks: Locks | undefined
}

/** This browser holds no key that the root made an issuer: the recovery kit has to be entered first. */
export class NotAnIssuer extends Error {
  constructor() {
    super("This browser cannot issue certificates yet.")
    this.name = "NotAnIssuer"
  }
}

export function rootOf(session: Session): TrustedRoot {
  return { organisation: session.organisation.id, publicKey: session.organisation.root }
}

/** This browser's issuer, whose certificate was verified. */
export type OwnIssuer = Issuer & { readonly verified: VerifiedIssuer }

/** This browser's issuer, verified; undefined when it is none or its certificate has ended. */
export async function issuerOf(office: Office): Promise<OwnIssuer | undefined> {
  const issuer = await office.keys.issuer(office.session.organisation.id)
  if (issuer === undefined) return undefined
  const verified = await issuerInForce(issuer.certificate, rootOf(office.session), office.now())
  return verified === undefined ? undefined : { ...issuer, verified }
}

/** Undefined when it has ended, however long ago. Throws a CertificateError for anything else that is wrong with it. */
export async function issuerInForce(
  certificate: string,
  root: TrustedRoot,
  now: number,
): Promise<VerifiedIssuer | undefined> {
  try {
    const verified = await verifyIssuer(certificate, root, now)
    return verified.period.lapsed ? undefined : verified
  } catch (cause) {
    if (cause instanceof CertificateError && cause.rule === "expired") return undefined
    throw cause
  }
}

export async function requireIssuer(office: Office): Promise<OwnIssuer> {
  const issuer = await issuerOf(office)
  if (issuer === undefined) throw new NotAnIssuer()
  return issuer
}
