import type { JSX } from "preact"
import type { Page } from "../App.tsx"
import { useSentences } from "../languages.ts"
import { PlainHeader } from "./PlainHeader.tsx"

export function Loading({ page }: { readonly page: Page }): JSX.Element {
  const { t } = useSentences()
  return (
    <main class="c-chat" aria-label={t("chat")}>
      <PlainHeader title={t("chat")} page={page} />
      <div class="c-center">
        <span class="c-spinner" aria-hidden="true" />
        <p role="status">{t("loading")}</p>
      </div>
    </main>
  )
}
