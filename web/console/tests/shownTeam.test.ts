import type { Colleague, Device } from "@sotto/core"
import { describe, expect, it } from "vitest"
import { type Shown, shownTeam } from "../src/live/shownTeam.ts"
import type { TeamDevice } from "../src/office.ts"
import { waitingDevices } from "../src/team/useTeam.ts"

function device(id: string, more: Partial<Device> = {}): Device {
  return {
    ...{ device: id, user: "usr_a", userName: "Ada", name: "Firefox", publicKey: new Uint8Array(32) },
    ...{ role: "agent", inboxes: [], createdAt: 1, lastSeenAt: null, certificate: "a.b.c", issuer: "a.b.c" },
    ...{ certificateExpiresAt: 9, revoked: false, keyPackages: 0 },
    ...more,
  }
}

function colleague(user: string, name: string, more: Partial<Colleague> = {}): Colleague {
  return { user, name, role: "supervisor", createdAt: 1, lastSignedInAt: null, disabledAt: null, ...more }
}

const team = {
  colleagues: [
    colleague("usr_a", "Ada", { lastSignedInAt: 5 }),
    colleague("usr_c", "Cleo", { disabledAt: 7 }),
  ],
  devices: [
    {
      device: device("dev_new", { certificate: null, certificateExpiresAt: null }),
      fingerprint: "A",
      waiting: true,
    },
    { device: device("dev_late"), fingerprint: "B", waiting: true },
    { device: device("dev_good", { user: "usr_b", userName: "Ben" }), fingerprint: "C", waiting: false },
    { device: device("dev_gone", { revoked: true }), fingerprint: "D", waiting: false },
  ],
  invitations: [],
  issuerUntil: undefined,
}

describe("the team as it is shown", () => {
  const shown: Shown = new WeakMap<TeamDevice, Device>()
  const view = shownTeam(team, "dev_good", shown, 0)
  const devices = view.members.flatMap((member) => member.devices)

  it("groups devices by person and names each one's state", () => {
    expect(view.members.map((member) => [member.name, member.devices.length])).toEqual([
      ["Ada", 3],
      ["Cleo", 0],
      ["Ben", 1],
    ])
    expect(devices.map((each) => each.state)).toEqual(["waiting", "lapsed", "revoked", "certified"])
    expect(devices.filter((each) => each.own).map((each) => each.id)).toEqual(["dev_good"])
    expect(view.canCertify).toBe(false)
  })

  it("takes role, last sign-in and disabling from the accounts, where there is one", () => {
    expect(view.members).toMatchObject([
      { role: "supervisor", lastSignedInAt: 5, disabledAt: undefined },
      { role: "supervisor", lastSignedInAt: undefined, disabledAt: 7 },
      { role: "agent", lastSignedInAt: undefined, disabledAt: undefined },
    ])
  })

  it("lets no device of somebody who is disabled wait for a certificate that it does not get", () => {
    const disabled = view.members.map((member) => ({ ...member, disabledAt: 7 }))
    expect(waitingDevices({ ...view, members: disabled })).toEqual([])
  })

  it("puts new and run-out devices before the owner, and no revoked one", () => {
    expect(waitingDevices(view).map(({ device: { id } }) => id)).toEqual(["dev_new", "dev_late"])
  })

  it("lets no auditor's browser wait for a certificate that it never gets", () => {
    const auditors = view.members.map((member) => ({ ...member, role: "auditor" }))
    expect(waitingDevices({ ...view, members: auditors })).toEqual([])
  })

  it("certifies the key that was compared, also after the server answered with another one", () => {
    const compared = devices.find((each) => each.id === "dev_new")
    const swapped = {
      ...team.devices[0],
      fingerprint: "E",
      device: device("dev_new", { publicKey: new Uint8Array(32).fill(1) }),
    }
    shownTeam({ ...team, devices: [{ waiting: true, ...swapped }] }, "dev_good", shown, 0)
    expect(compared && shown.get(compared)?.publicKey).toEqual(new Uint8Array(32))
  })
})
