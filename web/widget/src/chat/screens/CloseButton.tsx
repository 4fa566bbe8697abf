import { Icon } from "@sotto/ui"
import type { JSX } from "preact"
import type { Page } from "../App.tsx"
import { useSentences } from "../languages.ts"

/** Only in a frame: a page of its own is closed like any other page. */
export function CloseButton({ page }: { readonly page: Page }): JSX.Element | null {
  const { t } = useSentences()
  if (!page.embedded) return null
  return (
    <button type="button" class="s-icon-button" aria-label={t("close")} onClick={page.close}>
      <Icon name="close" />
    </button>
  )
}
