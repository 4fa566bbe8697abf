import type { Device } from "../api/replies.ts"
import { DAY, MAX_NAME } from "../certificates/claims.ts"
import { CertificateError } from "../certificates/identity.ts"
import { type AgentSubject, issueAgent } from "../certificates/issue.ts"
import type { RevocationLists } from "../certificates/revocationLists.ts"
import { type VerifiedAgentCertificate, verifyAgentCertificate } from "../certificates/verify.ts"
import { type Office, requireIssuer, rootOf } from "./office.ts"
import { newestLists } from "./revoking.ts"

/** A certificate is renewed when less than this remains of its 90 days. */
const RENEW_BEFORE = 30 * DAY

/**
 * Certifies a device for the first time or for other inboxes. Whose key it is, is so far the server's claim: call it
 * only for a device that the owner agreed to, having compared its fingerprint with the colleague's screen.
 */
export async function certify(office: Office, device: Device): Promise<void> {
  const subject: AgentSubject = {
    organisation: office.session.organisation.id,
    user: device.user,
    name: device.userName.slice(0, MAX_NAME),
    role: "agent",
    device: device.device,
    inboxes: device.inboxes,
    publicKey: device.publicKey,
  }
  await publish(office, subject)
}

/**
 * Renews what is older than 60 days, and what was signed by an issuer that no longer publishes its list. No question
 * is asked, and none is needed: a renewal repeats the verified certificate and takes nothing from the server.
 * Returns the devices renewed. One that fails to verify is left alone; it shows as waiting.
 */
export async function renewDue(office: Office, devices: readonly Device[]): Promise<readonly string[]> {
  const issuers = devices.map(({ issuer }) => issuer).filter((issuer) => issuer !== null)
  const lists = await newestLists(office, issuers)
  const renewed: string[] = []
  for (const device of devices) {
    const certificate = device.revoked ? undefined : await verifiedOf(office, device)
    if (certificate === undefined || !isDue(certificate, lists, office.now())) continue
    await publish(office, repeated(certificate))
    renewed.push(device.device)
  }
  return renewed
}

function isDue(
  { claims, issuer, period }: VerifiedAgentCertificate,
  lists: RevocationLists,
  now: number,
): boolean {
  // Without a list of its issuer nobody here knows whether it was revoked, and a server could hide that.
  if (lists.isRevoked(claims.jti) || lists.numberOf(issuer.thumbprint) === 0) return false
  return period.until - now < RENEW_BEFORE || lists.lateness(issuer.thumbprint, now) !== "fresh"
}

function repeated({ claims, publicKey }: VerifiedAgentCertificate): AgentSubject {
  const { org, sub, name, role, dev, inboxes } = claims
  return { organisation: org, user: sub, name, role, device: dev, inboxes, publicKey }
}

async function verifiedOf(office: Office, device: Device): Promise<VerifiedAgentCertificate | undefined> {
  if (device.certificate === null || device.issuer === null) return undefined
  try {
    return await verifyAgentCertificate(
      device.certificate,
      device.issuer,
      rootOf(office.session),
      office.now(),
    )
  } catch (cause) {
    if (cause instanceof CertificateError) return undefined
    throw cause
  }
}

async function publish(office: Office, subject: AgentSubject): Promise<void> {
  const issuer = await requireIssuer(office)
  const certificate = await issueAgent(issuer.key, subject, office.now())
  await office.api.publishCertificate(subject.device, certificate, issuer.certificate)
}
