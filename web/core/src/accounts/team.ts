import type { Colleague } from "../api/colleaguesReplies.ts"
import type { AccountRole, Device, SentInvitation } from "../api/replies.ts"
import { fingerprint } from "../jose.ts"
import { issuerOf, type Office } from "./office.ts"

export interface TeamDevice {
  readonly device: Device
  /** What the owner compares with the colleague's screen before certifying. */
  readonly fingerprint: string
  /** Nothing can be sent to it, and it reads nothing, until an owner certifies it. */
  readonly waiting: boolean
}

export interface Team {
  readonly colleagues: readonly Colleague[]
  readonly devices: readonly TeamDevice[]
  readonly invitations: readonly SentInvitation[]
  /** Until when this browser can certify (Unix ms); undefined: not, and the recovery kit has to be entered. */
  readonly issuerUntil: number | undefined
}

/** Who is on the team and what waits for the owner. */
export async function team(office: Office): Promise<Team> {
  const [colleagues, devices, invitations, issuer] = await Promise.all([
    office.api.colleagues.list(),
    office.api.devices(),
    office.api.invitations(),
    issuerOf(office),
  ])
  return {
    colleagues,
    devices: await Promise.all(devices.map((device) => teamDevice(device, office.now()))),
    invitations,
    issuerUntil: issuer?.verified.period.until,
  }
}

async function teamDevice(device: Device, now: number): Promise<TeamDevice> {
  const ended = device.certificateExpiresAt !== null && device.certificateExpiresAt <= now
  return {
    device,
    fingerprint: await fingerprint(device.publicKey),
    waiting: !device.revoked && (device.certificate === null || ended),
  }
}

/** The link for a new colleague. The token stands in the fragment, which browsers do not send anywhere. */
export async function invite(
  office: Office,
  name: string,
  role: AccountRole,
  inboxes: readonly string[],
): Promise<{ readonly link: string; readonly expiresAt: number }> {
  const { invitation, expiresAt } = await office.api.invite(name, role, inboxes)
  const link = new URL("/console/", office.session.publicOrigin)
  link.hash = `invitation=${invitation}`
  return { link: link.href, expiresAt }
}
