import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import type { Inbox, StaffSession } from "../office.ts"
import { CopyButton } from "../parts/CopyButton.tsx"
import { snippetText } from "./snippetText.ts"

/** The line to paste, selectable by keyboard and with a button that copies it. */
export function Snippet({
  inbox,
  session,
}: {
  readonly inbox: Inbox
  readonly session: StaffSession
}): JSX.Element {
  const { t } = useText()
  const text = snippetText(session.publicOrigin, inbox.id, session.organisation.thumbprint)
  return (
    <figure class="snippet">
      <figcaption>{t("snippet.caption", { inbox: inbox.name })}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} label={t("snippet.copy")} />
    </figure>
  )
}
