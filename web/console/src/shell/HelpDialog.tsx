import { Dialog } from "@sotto/ui"
import type { JSX } from "preact"
import { useId, useState } from "preact/hooks"
import { useText } from "../i18n/text.ts"
import { actions, keysOf } from "./shortcuts.ts"
import { setSingleKeys, singleKeysOn } from "./useShortcut.ts"

export function HelpDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const [singleKeys, setKeys] = useState(singleKeysOn)
  const id = useId()
  const toggle = () => {
    setSingleKeys(!singleKeys)
    setKeys(!singleKeys)
  }
  return (
    <Dialog title={t("help.title")} onClose={onClose}>
      <dl class="keys">
        {actions.map((action) => (
          <div key={action} class="keys-row">
            <dt>
              {keysOf[action].map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(`help.${action}`)}</dd>
          </div>
        ))}
      </dl>
      <div class="s-switch">
        <input id={id} type="checkbox" checked={singleKeys} onChange={toggle} />
        <label for={id}>{t("help.singleKeys")}</label>
        <p class="s-hint">{t("help.singleKeys.hint")}</p>
      </div>
    </Dialog>
  )
}
