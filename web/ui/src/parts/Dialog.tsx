import type { ComponentChildren, JSX } from "preact"
import { useEffect, useId, useRef } from "preact/hooks"
import { useLanguage } from "../translate/LanguageContext.ts"
import { Icon } from "./Icon.tsx"

interface DialogProps {
  readonly title: string
  /** Called for the close button, Escape and a press outside. The owner then stops rendering the dialog. */
  readonly onClose: () => void
  readonly children: ComponentChildren
  readonly actions?: ComponentChildren
}

/** Modal while rendered. The native element traps focus; afterwards it is back where it was. */
export function Dialog({ title, onClose, children, actions }: DialogProps): JSX.Element {
  const { t } = useLanguage()
  const titleId = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    const opener = document.activeElement
    element?.showModal()
    return () => {
      element?.close()
      // The element does this by itself only when it is closed before it leaves the page; nobody else may have
      // taken the focus meanwhile.
      if (opener instanceof HTMLElement && document.activeElement === document.body) opener.focus()
    }
  }, [])
  return (
    // The keyboard's way out is Escape, which the element itself handles.
    // The press outside is an extra for the mouse.
    <dialog
      ref={dialog}
      class="s-dialog"
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
      // The page around must not take the same Escape as "close the chat".
      onKeyDown={(event) => event.key === "Escape" && event.stopPropagation()}
    >
      <div class="s-dialog-head">
        <h2 id={titleId}>{title}</h2>
        <button type="button" class="s-icon-button" aria-label={t("close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <div class="s-dialog-body">
        {children}
        {actions !== undefined && <div class="s-dialog-actions">{actions}</div>}
      </div>
    </dialog>
  )
}
