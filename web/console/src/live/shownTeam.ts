import type { Team as CoreTeam, TeamDevice as CoreTeamDevice, Device } from "@sotto/core"
import type { Team, TeamDevice, TeamMember } from "../office.ts"

/**
 * Which key belongs to a device on the screen. The owner certifies what was shown and compared: the server may answer
 * the next question with another key under the same id, and that one must not be signed.
 */
export type Shown = WeakMap<TeamDevice, Device>

export function shownTeam(team: CoreTeam, own: string, shown: Shown, renewed: number): Team {
  const members = new Map<string, TeamMember>()
  for (const { user, name, role, lastSignedInAt, disabledAt } of team.colleagues) {
    const times = { lastSignedInAt: lastSignedInAt ?? undefined, disabledAt: disabledAt ?? undefined }
    members.set(user, { id: user, name, role, ...times, devices: [] })
  }
  for (const each of team.devices) {
    // Two answers: somebody who came between them has a device and no account yet.
    const member = members.get(each.device.user) ?? memberOf(each)
    members.set(member.id, { ...member, devices: [...member.devices, shownDevice(each, own, shown)] })
  }
  return {
    canCertify: team.issuerUntil !== undefined,
    members: [...members.values()],
    invitations: team.invitations.map(({ usedAt, ...rest }) => ({ ...rest, usedAt: usedAt ?? undefined })),
    renewed,
  }
}

function memberOf({ device: { user, userName, role } }: CoreTeamDevice): TeamMember {
  return { id: user, name: userName, role, lastSignedInAt: undefined, disabledAt: undefined, devices: [] }
}

export function shownDevice(each: CoreTeamDevice, own: string, shown: Shown): TeamDevice {
  const { device } = each
  const view: TeamDevice = {
    id: device.device,
    name: device.name,
    fingerprint: each.fingerprint,
    createdAt: device.createdAt,
    lastSeenAt: device.lastSeenAt ?? undefined,
    state: stateOf(each),
    expiresAt: device.certificateExpiresAt ?? undefined,
    own: device.device === own,
  }
  shown.set(view, device)
  return view
}

function stateOf({ device, waiting }: CoreTeamDevice): TeamDevice["state"] {
  if (device.revoked) return "revoked"
  if (!waiting) return "certified"
  return device.certificate === null ? "waiting" : "lapsed"
}
