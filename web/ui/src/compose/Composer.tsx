import type { JSX } from "preact"
import { useEffect, useId, useRef } from "preact/hooks"
import { Icon } from "../parts/Icon.tsx"
import { useLanguage } from "../translate/LanguageContext.ts"
import { CharacterCount } from "./CharacterCount.tsx"
import { useDraft } from "./useDraft.ts"
import { usePicker } from "./usePicker.ts"
import { WritingArea } from "./WritingArea.tsx"

interface ComposerProps {
  /** The text leaves the box at once. A rejection means it was not taken: it comes back, and the owner says why. */
  readonly onSend: (text: string) => Promise<void>
  readonly onTyping: () => void
  readonly placeholder?: string
  readonly disabled?: boolean
  readonly autoFocus?: boolean
  /** A draft kept by the owner, and its changes. */
  readonly draft?: string
  readonly onDraft?: (text: string) => void
}

export function Composer(props: ComposerProps): JSX.Element {
  const { t } = useLanguage()
  const { picking, Picker, toggle, close } = usePicker()
  const area = useRef<HTMLTextAreaElement>(null)
  const countId = useId()
  const { text, canSend, change, send, insert } = useDraft(props, area)
  useEffect(() => {
    if (props.autoFocus === true) area.current?.focus()
  }, [props.autoFocus])

  const closePicker = () => {
    close()
    area.current?.focus()
  }
  return (
    <form
      class="s-composer"
      onKeyDown={(event) => {
        if (!picking || event.key !== "Escape") return
        event.stopPropagation()
        closePicker()
      }}
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      {Picker !== undefined && <Picker onPick={insert} onClose={closePicker} />}
      <div class="s-composer-box">
        <button
          type="button"
          class="s-icon-button"
          aria-label={t("emoji")}
          aria-expanded={picking}
          disabled={props.disabled}
          onClick={toggle}
        >
          <Icon name="smile" />
        </button>
        <WritingArea
          {...{ area, text, send, change, countId }}
          placeholder={props.placeholder ?? t("write")}
          disabled={props.disabled === true}
          onTyping={props.onTyping}
        />
        <button type="submit" class="s-icon-button s-send" aria-label={t("send")} disabled={!canSend}>
          <Icon name="send" />
        </button>
      </div>
      <CharacterCount id={countId} length={text.length} />
    </form>
  )
}
