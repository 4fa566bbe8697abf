import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"
import { Mark } from "./Icon.tsx"

/** Shown while the first answer is on its way; fades in late, so that a quick one does not flash. */
export function Busy(): JSX.Element {
  const { t } = useText()
  return (
    <main class="busy">
      <Mark />
      <p role="status">{t("busy")}</p>
    </main>
  )
}
