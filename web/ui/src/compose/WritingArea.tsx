import type { JSX, RefObject } from "preact"
import { useLayoutEffect } from "preact/hooks"
import { useLanguage } from "../translate/LanguageContext.ts"
import { isSendKey } from "./editing.ts"

interface WritingAreaProps {
  readonly area: RefObject<HTMLTextAreaElement | null>
  readonly text: string
  readonly placeholder: string
  readonly disabled: boolean
  /** Of the element that counts what is left. */
  readonly countId: string
  readonly change: (text: string) => void
  readonly send: () => Promise<void>
  readonly onTyping: () => void
}

export function WritingArea(props: WritingAreaProps): JSX.Element {
  const { t } = useLanguage()
  const { area, text, send, change } = props
  useAutoGrow(area, text)
  return (
    <textarea
      ref={area}
      rows={1}
      dir="auto"
      value={text}
      disabled={props.disabled}
      aria-label={t("write")}
      aria-describedby={props.countId}
      placeholder={props.placeholder}
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
