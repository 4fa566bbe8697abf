import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { ScreenHeading } from "../parts/ScreenHeading.tsx"
import { hrefOf } from "../routes.ts"

/** Where others have their conversations: an auditor is certified for none, and waits for nothing. */
export function AuditorScreen(): JSX.Element {
  const { t } = useText()
  return (
    <div class="page narrow">
      <ScreenHeading>{t("auditor.title")}</ScreenHeading>
      <p class="lead">{t("auditor.lead")}</p>
      <div class="actions">
        <a class="s-button" data-look="plain" href={hrefOf({ screen: "account" })}>
          {t("auditor.account")}
        </a>
      </div>
    </div>
  )
}
