import type { JSX } from "preact"
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks"
import { EmojiPicker } from "../emoji/EmojiPicker.tsx"
import { Icon } from "../parts/Icon.tsx"
import { useLanguage } from "../translate/LanguageContext.ts"
import { CharacterCount } from "./CharacterCount.tsx"
import { givenBack, insertAt, isSendKey, messageLimit } from "./editing.ts"

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
  const [text, setText] = useState(props.draft ?? "")
  const [picking, setPicking] = useState(false)
  const area = useRef<HTMLTextAreaElement>(null)
  const countId = useId()
  const change = (next: string) => {
    setText(next)
    props.onDraft?.(next)
  }
  useAutoGrow(area, text)
  useEffect(() => {
    if (props.autoFocus === true) area.current?.focus()
  }, [props.autoFocus])

  const canSend = props.disabled !== true && text.trim() !== "" && text.length <= messageLimit
  const send = async () => {
    if (!canSend) return
    change("")
    area.current?.focus()
    try {
      await props.onSend(text)
    } catch {
      change(givenBack(text, area.current?.value ?? ""))
    }
  }
  const insert = (emoji: string) => {
    const element = area.current
    if (element === null) return
    const next = insertAt(text, element.selectionStart, element.selectionEnd, emoji)
    change(next.text)
    props.onTyping()
    // After drawing, otherwise the new value moves the caret to the end.
    requestAnimationFrame(() => element.setSelectionRange(next.caret, next.caret))
  }
  const closePicker = () => {
    setPicking(false)
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
      {picking && <EmojiPicker onPick={insert} onClose={closePicker} />}
      <div class="s-composer-box">
        <button
          type="button"
          class="s-icon-button"
          aria-label={t("emoji")}
          aria-expanded={picking}
          disabled={props.disabled}
          onClick={() => setPicking(!picking)}
        >
          <Icon name="smile" />
        </button>
        <textarea
          ref={area}
          rows={1}
          dir="auto"
          value={text}
          disabled={props.disabled}
          aria-label={t("write")}
          aria-describedby={countId}
          placeholder={props.placeholder ?? t("write")}
          enterkeyhint="send"
          onInput={(event) => {
            change(event.currentTarget.value)
            props.onTyping()
          }}
          onKeyDown={(event) => {
            if (!isSendKey(event)) return
            event.preventDefault()
            void send()
          }}
        />
        <button type="submit" class="s-icon-button s-send" aria-label={t("send")} disabled={!canSend}>
          <Icon name="send" />
        </button>
      </div>
      <CharacterCount id={countId} length={text.length} />
    </form>
  )
}

/** Sizes are set through the object model, which a strict style policy allows. */
function useAutoGrow(area: { readonly current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    const element = area.current
    if (element === null) return
    element.style.blockSize = "auto"
    element.style.blockSize = `${element.scrollHeight}px`
  }, [area, text])
}
