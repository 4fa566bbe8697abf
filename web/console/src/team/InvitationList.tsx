import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import type { Invitation } from "../office.ts"

export function InvitationList({
  invitations,
}: {
  readonly invitations: readonly Invitation[]
}): JSX.Element | null {
  const { t, formatDate } = useText()
  if (invitations.length === 0) return null
  return (
    <section class="panel" aria-labelledby="invitations-title">
      <h2 id="invitations-title">{t("invitations.title")}</h2>
      <ul class="plain-list">
        {invitations.map((invitation) => (
          <li key={invitation.id}>
            <span dir="auto">{invitation.name}</span>
            <span class="s-hint">
              {invitation.usedAt === undefined
                ? t("invitations.until", { date: formatDate(invitation.expiresAt) })
                : t("invitations.used", { date: formatDate(invitation.usedAt) })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
