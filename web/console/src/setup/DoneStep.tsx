import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { Snippet } from "../inboxes/Snippet.tsx"
import type { StaffSession } from "../office.ts"
import { Icon } from "../parts/Icon.tsx"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"

interface Props {
  readonly session: StaffSession
  readonly onDone: () => void
}

export function DoneStep({ session, onDone }: Props): JSX.Element {
  const { t } = useText()
  const [inbox] = session.inboxes
  const [site] = inbox?.sites ?? []
  return (
    <>
      <ScreenHeading>{t("setup.done.title", { organisation: session.organisation.name })}</ScreenHeading>
      <p class="lead">{t("setup.done.lead")}</p>
      {inbox !== undefined && <Snippet inbox={inbox} session={session} />}
      <div class="actions between">
        {site === undefined ? (
          <span />
        ) : (
          <a class="s-button" data-look="plain" href={site} target="_blank" rel="noopener noreferrer">
            <Icon name="external" />
            {t("snippet.visit", { site: new URL(site).host })}
          </a>
        )}
        <button type="button" class="s-button" onClick={onDone}>
          {t("setup.done.open")}
        </button>
      </div>
    </>
  )
}
