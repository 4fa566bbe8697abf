import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { Mark } from "../parts/Icon.tsx"
import { KitGroups } from "./KitGroups.tsx"
import type { KitSheet } from "./kitText.ts"

/** One page for paper: invisible on the screen, and the only thing visible when printing. */
export function PrintedKit({ organisation, kit, fingerprint, madeAt }: KitSheet): JSX.Element {
  const { t, formatDate } = useText()
  return (
    <section class="printed-kit" aria-hidden="true">
      <header>
        <Mark />
        <p class="printed-title">{t("kit.title", { organisation })}</p>
      </header>
      <p>{t("kit.made", { date: formatDate(madeAt) })}</p>
      <p>{t("kit.fingerprint", { fingerprint })}</p>
      <KitGroups kit={kit} label={t("setup.kit.groups")} />
      <p>{t("kit.what")}</p>
      <p>{t("kit.use")}</p>
      <p>{t("kit.keep")}</p>
      <p class="printed-line">{t("kit.place")}</p>
    </section>
  )
}
