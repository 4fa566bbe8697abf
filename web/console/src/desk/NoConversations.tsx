import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { Snippet } from "../inboxes/Snippet.tsx"
import type { StaffSession } from "../office.ts"
import { Icon } from "../parts/Icon.tsx"

/** The first day: nothing has come in, so this says how something will. */
export function NoConversations({ session }: { readonly session: StaffSession }): JSX.Element {
  const { t } = useText()
  const [inbox] = session.inboxes
  const [site] = inbox?.sites ?? []
  return (
    <section class="empty" aria-labelledby="empty-title">
      <span class="empty-picture" aria-hidden="true">
        <Icon name="conversations" />
      </span>
      <h2 id="empty-title">{t("empty.title")}</h2>
      <p>{t("empty.lead")}</p>
      {inbox !== undefined && <Snippet inbox={inbox} session={session} />}
      {site !== undefined && (
        <a class="s-button" data-look="plain" href={site} target="_blank" rel="noopener noreferrer">
          <Icon name="external" />
          {t("snippet.visit", { site: new URL(site).host })}
        </a>
      )}
    </section>
  )
}
