import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import { Icon } from "../parts/Icon.tsx"
import { TestKitDialog } from "./TestKitDialog.tsx"
import type { KitView } from "./useKit.ts"

/** Above every screen of the owner: a kit that nobody looks for until it is needed may be gone by then. */
export function KitBanner({ kit }: { readonly kit: KitView }): JSX.Element {
  const { t } = useText()
  const [testing, setTesting] = useState(false)
  return (
    <>
      <div role="status">
        {kit.due !== undefined && (
          <section class="banner with-button" aria-label={t("kitTest.title")}>
            <p>
              <Icon name="key" />
              {t("kitTest.due")}
            </p>
            <button type="button" class="s-button compact" onClick={() => setTesting(true)}>
              {t("kitTest.test")}
            </button>
            <button type="button" class="s-button compact" data-look="plain" onClick={kit.later}>
              {t("kitTest.later")}
            </button>
          </section>
        )}
      </div>
      {testing && <TestKitDialog kit={kit} onClose={() => setTesting(false)} />}
    </>
  )
}
