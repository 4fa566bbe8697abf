import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import type { StaffSession, TeamDevice, TeamMember } from "../office.ts"
import { Avatar } from "../parts/Avatar.tsx"
import { FingerprintText } from "../parts/FingerprintText.tsx"
import { Icon } from "../parts/Icon.tsx"
import { converses, knownRole, mayChange } from "../roles.ts"
import type { ColleagueAction } from "./colleagueAction.ts"
import type { Asking } from "./TeamDialogs.tsx"

interface Shared {
  readonly viewer: StaffSession["user"]
  readonly canRevoke: boolean
  readonly onAsk: (asking: Asking) => void
}

interface Props extends Shared {
  readonly members: readonly TeamMember[]
  /** What the last change led to. */
  readonly said: string | undefined
}

export function Members({ members, said, ...shared }: Props): JSX.Element {
  const { t } = useText()
  return (
    <section class="panel" aria-labelledby="members-title">
      <h2 id="members-title">{t("members.title")}</h2>
      <div role="status">
        {said !== undefined && (
          <p class="notice good">
            <Icon name="check" />
            <span>{said}</span>
          </p>
        )}
      </div>
      <ul class="members">
        {members.map((member) => (
          <Member key={member.id} {...shared} member={member} />
        ))}
      </ul>
    </section>
  )
}

function Member({ member, viewer, canRevoke, onAsk }: Shared & { readonly member: TeamMember }): JSX.Element {
  const { t, formatDate } = useText()
  const own = member.id === viewer.id
  return (
    <li>
      <div class="member-head">
        <Avatar id={member.id} name={member.name} />
        <h3 dir="auto">{member.name}</h3>
        <RoleChip role={member.role} />
        {own && <span class="chip">{t("member.you")}</span>}
        {member.disabledAt !== undefined && (
          <span class="chip" data-state="revoked">
            {t("member.disabled", { date: formatDate(member.disabledAt) })}
          </span>
        )}
      </div>
      <p class="s-hint">
        {member.lastSignedInAt === undefined
          ? t("member.neverSignedIn")
          : t("member.signedIn", { date: formatDate(member.lastSignedInAt) })}
      </p>
      {!own && mayChange(viewer.role, member.role) && <AccountActions member={member} onAsk={onAsk} />}
      <Devices member={member} canRevoke={canRevoke} onAsk={onAsk} />
    </li>
  )
}

type DevicesProps = Pick<Shared, "canRevoke" | "onAsk"> & { readonly member: TeamMember }

function Devices({ member, canRevoke, onAsk }: DevicesProps): JSX.Element | null {
  const { t } = useText()
  if (member.devices.length === 0)
    return member.disabledAt === undefined ? <p class="s-hint">{t("members.noDevice")}</p> : null
  return (
    <ul class="devices">
      {member.devices.map((device) => (
        <Device
          key={device.id}
          member={member}
          device={device}
          canRevoke={canRevoke}
          onRevoke={() => onAsk({ kind: "revoke", member, device })}
        />
      ))}
    </ul>
  )
}

interface ActionsProps {
  readonly member: TeamMember
  readonly onAsk: (asking: Asking) => void
}

function AccountActions({ member, onAsk }: ActionsProps): JSX.Element {
  const { t } = useText()
  const active = member.disabledAt === undefined
  // Somebody who is disabled has no session left.
  const actions: readonly ColleagueAction[] = active ? ["endSessions", "disable"] : ["enable"]
  return (
    <div class="account-do">
      <button type="button" class="s-link-button" onClick={() => onAsk({ kind: "role", member })}>
        {t("colleague.role")}
        <span class="s-hidden"> {member.name}</span>
      </button>
      {active && (
        <button type="button" class="s-link-button" onClick={() => onAsk({ kind: "tokens", member })}>
          {t("colleague.tokens")}
          <span class="s-hidden"> {member.name}</span>
        </button>
      )}
      {actions.map((action) => (
        <button
          key={action}
          type="button"
          class={action === "disable" ? "s-link-button danger" : "s-link-button"}
          onClick={() => onAsk({ kind: "colleague", member, action })}
        >
          {t(`colleague.${action}`)}
          <span class="s-hidden"> {member.name}</span>
        </button>
      ))}
    </div>
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
