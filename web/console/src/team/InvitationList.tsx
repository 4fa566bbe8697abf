import type { JSX } from "preact"
import { type Text, useText } from "../i18n/text.ts"
import type { Invitation, StaffSession } from "../office.ts"
import { mayChange } from "../roles.ts"

interface Props {
  readonly invitations: readonly Invitation[]
  readonly viewer: StaffSession["user"]
  readonly onWithdraw: (invitation: Invitation) => void
}

export function InvitationList({ invitations, viewer, onWithdraw }: Props): JSX.Element | null {
  const { t, formatDate } = useText()
  if (invitations.length === 0) return null
  return (
    <section class="panel" aria-labelledby="invitations-title">
      <h2 id="invitations-title">{t("invitations.title")}</h2>
      <ul class="plain-list">
        {invitations.map((invitation) => (
          <li key={invitation.id}>
            <span dir="auto">{invitation.name}</span>
            <span class="s-hint">{stateOf(invitation, t, formatDate)}</span>
            {isOpen(invitation) && mayChange(viewer.role, invitation.role) && (
              <button type="button" class="s-link-button danger" onClick={() => onWithdraw(invitation)}>
                {t("invitations.withdraw")}
                <span class="s-hidden"> {invitation.name}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function isOpen({ usedAt, expiresAt }: Invitation): boolean {
  return usedAt === undefined && expiresAt > Date.now()
}

function stateOf(invitation: Invitation, t: Text["t"], formatDate: Text["formatDate"]): string {
  const { usedAt, expiresAt } = invitation
  if (usedAt !== undefined) return t("invitations.used", { date: formatDate(usedAt) })
  const date = formatDate(expiresAt)
  return isOpen(invitation) ? t("invitations.until", { date }) : t("invitations.over", { date })
}
