import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { CompanyKeysPanel } from "../company/CompanyKeysPanel.tsx"
import { useText } from "../i18n/text.ts"
import type { Inbox, Office, StaffSession } from "../office.ts"
import { Icon } from "../parts/Icon.tsx"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"
import { InboxDialog } from "./InboxDialog.tsx"
import { Snippet } from "./Snippet.tsx"

interface Props {
  readonly office: Office
  readonly session: StaffSession
  readonly onSession: (session: StaffSession) => void
}

export function InboxesScreen({ office, session, onSession }: Props): JSX.Element {
  const { t } = useText()
  const [creating, setCreating] = useState(false)
  return (
    <div class="page">
      <div class="page-head">
        <ScreenHeading>{t("nav.inboxes")}</ScreenHeading>
        <button type="button" class="s-button" onClick={() => setCreating(true)}>
          <Icon name="plus" />
          {t("inboxes.create")}
        </button>
      </div>
      <p class="lead">{t("inboxes.lead")}</p>
      {session.inboxes.map((inbox) => (
        <InboxPanel key={inbox.id} inbox={inbox} session={session} />
      ))}
      {session.user.role === "owner" && <CompanyKeysPanel office={office} />}
      {creating && <InboxDialog office={office} onCreated={onSession} onClose={() => setCreating(false)} />}
    </div>
  )
}

function InboxPanel({
  inbox,
  session,
}: {
  readonly inbox: Inbox
  readonly session: StaffSession
}): JSX.Element {
  const { t } = useText()
  return (
    <section class="panel" aria-labelledby={`${inbox.id}-title`}>
      <h2 id={`${inbox.id}-title`} dir="auto">
        {inbox.name}
      </h2>
      <dl class="pairs">
        <dt>{t("inboxes.greeting")}</dt>
        <dd dir="auto">{inbox.greeting}</dd>
        <dt>{t("inboxes.sites")}</dt>
        <dd>
          {inbox.sites.map((site) => (
            <a key={site} class="site" href={site} target="_blank" rel="noopener noreferrer">
              {site}
            </a>
          ))}
        </dd>
      </dl>
      <Snippet inbox={inbox} session={session} />
    </section>
  )
}
