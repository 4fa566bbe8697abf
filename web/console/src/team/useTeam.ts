import { useRef, useState } from "preact/hooks"
import type { MessageKey } from "../i18n/text.ts"
import type { Office, Team, TeamDevice, TeamMember } from "../office.ts"
import { problemKey } from "../parts/problemText.ts"
import { useWhileSeen } from "../parts/useWhileSeen.ts"
import { converses } from "../roles.ts"

const every = 15_000

export interface TeamState {
  readonly value: Team | undefined
  readonly problem: MessageKey | undefined
  /** How many devices wait for a certificate. */
  readonly waiting: number
  refresh(): Promise<void>
}

export interface WaitingDevice {
  readonly member: TeamMember
  readonly device: TeamDevice
}

export function waitingDevices(team: Team): readonly WaitingDevice[] {
  // An auditor's browser gets no certificate and so waits for none, and the server certifies nobody who is disabled.
  return team.members
    .filter(({ role, disabledAt }) => converses(role) && disabledAt === undefined)
    .flatMap((member) =>
      member.devices.filter((device) => needsCertificate(device)).map((device) => ({ member, device })),
    )
}

/** One whose certificate has run out and could not be renewed by itself waits like a new one. */
function needsCertificate(device: TeamDevice): boolean {
  return device.state === "waiting" || device.state === "lapsed"
}

/** The team of whoever manages it, read again while somebody looks at the page; a hidden tab asks nothing. */
export function useTeam(office: Office, manages: boolean): TeamState {
  const [value, setValue] = useState<Team>()
  const [problem, setProblem] = useState<MessageKey>()
  const latest = useRef(0)
  const refresh = async () => {
    latest.current += 1
    const asked = latest.current
    try {
      const team = await office.team()
      // Answers can overtake one another; an older one must not undo a newer.
      if (asked !== latest.current) return
      setValue(team)
      setProblem(undefined)
    } catch (error) {
      if (asked === latest.current) setProblem(problemKey(error))
    }
  }
  useWhileSeen(every, async () => (manages ? refresh() : undefined), [office, manages])
  return { value, problem, waiting: value === undefined ? 0 : waitingDevices(value).length, refresh }
}
