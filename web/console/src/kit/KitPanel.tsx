import type { KitState } from "@sotto/core"
import type { JSX } from "preact"
import { useState } from "preact/hooks"
import { Panel } from "../account/Panel.tsx"
import { useText } from "../i18n/text.ts"
import { TestKitDialog } from "./TestKitDialog.tsx"
import type { KitView } from "./useKit.ts"

/** When the kit was last tested, and the way to test it on any other day. */
export function KitPanel({ kit }: { readonly kit: KitView }): JSX.Element {
  const { t, formatDate } = useText()
  const [testing, setTesting] = useState(false)
  const reading = { value: kit.state, problem: undefined, refresh: async () => undefined }
  return (
    <Panel id="kit" title="kitTest.label" lead="kitTest.panel.lead" reading={reading} said={undefined}>
      {({ madeAt, lastTest }: KitState) => (
        <>
          <p>
            {lastTest == null
              ? t("kitTest.never", { date: formatDate(madeAt) })
              : t("kitTest.last", { date: formatDate(lastTest.at), name: lastTest.name })}
          </p>
          <div class="actions">
            <button type="button" class="s-button" data-look="plain" onClick={() => setTesting(true)}>
              {t("kitTest.test")}
            </button>
          </div>
          {testing && <TestKitDialog kit={kit} onClose={() => setTesting(false)} />}
        </>
      )}
    </Panel>
  )
}
