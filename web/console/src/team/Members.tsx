import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import type { TeamDevice, TeamMember } from "../office.ts"
import { Avatar } from "../parts/Avatar.tsx"
import { FingerprintText } from "../parts/FingerprintText.tsx"
import { converses, knownRole } from "../roles.ts"

interface Props {
  readonly members: readonly TeamMember[]
  readonly canRevoke: boolean
  readonly onRevoke: (chosen: { readonly member: TeamMember; readonly device: TeamDevice }) => void
}

export function Members({ members, canRevoke, onRevoke }: Props): JSX.Element {
  const { t } = useText()
  return (
    <section class="panel" aria-labelledby="members-title">
      <h2 id="members-title">{t("members.title")}</h2>
      <ul class="members">
        {members.map((member) => (
          <li key={member.id}>
            <div class="member-head">
              <Avatar id={member.id} name={member.name} />
              <h3 dir="auto">{member.name}</h3>
              <RoleChip role={member.role} />
            </div>
            {member.devices.length === 0 && <p class="s-hint">{t("members.noDevice")}</p>}
            <ul class="devices">
              {member.devices.map((device) => (
                <Device
                  key={device.id}
                  member={member}
                  device={device}
                  canRevoke={canRevoke}
                  onRevoke={() => onRevoke({ member, device })}
                />
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  )
}

function RoleChip({ role }: { readonly role: string }): JSX.Element {
  const { t } = useText()
  const known = knownRole(role)
  return <span class="chip">{known === undefined ? role : t(`role.${known}`)}</span>
}

interface DeviceProps {
  readonly member: TeamMember
  readonly device: TeamDevice
  readonly canRevoke: boolean
  readonly onRevoke: () => void
}

function Device({ member, device, canRevoke, onRevoke }: DeviceProps): JSX.Element {
  const { t } = useText()
  return (
    <li>
      <div class="device-what">
        <span>
          {device.name} {device.own && <span class="chip">{t("device.this")}</span>}{" "}
          {(device.state !== "waiting" || converses(member.role)) && (
            <span class="chip" data-state={device.state}>
              {t(`device.state.${device.state}`)}
            </span>
          )}
        </span>
        <Dates device={device} />
        <FingerprintText value={device.fingerprint} />
      </div>
      {(device.state === "certified" || device.state === "lapsed") && (
        <div class="device-do">
          <button type="button" class="s-link-button danger" disabled={!canRevoke} onClick={onRevoke}>
            {t("device.revoke")}
            <span class="s-hidden"> {t("device.of", { device: device.name, name: member.name })}</span>
          </button>
        </div>
      )}
    </li>
  )
}

function Dates({ device }: { readonly device: TeamDevice }): JSX.Element {
  const { t, formatDate } = useText()
  const parts = [
    device.expiresAt === undefined || device.state === "revoked"
      ? undefined
      : t("device.until", { date: formatDate(device.expiresAt) }),
    device.lastSeenAt === undefined
      ? t("device.neverSeen")
      : t("device.seen", { date: formatDate(device.lastSeenAt) }),
  ]
  return <span class="s-hint">{parts.filter((part) => part !== undefined).join(" · ")}</span>
}
