import type { RefObject } from "preact"
import { useState } from "preact/hooks"
import { givenBack, insertAt, messageLimit } from "./editing.ts"

interface DraftOptions {
  readonly onSend: (text: string) => Promise<void>
  readonly onTyping: () => void
  readonly disabled?: boolean
  readonly draft?: string
  readonly onDraft?: (text: string) => void
}

interface Draft {
  readonly text: string
  readonly canSend: boolean
  readonly change: (text: string) => void
  readonly send: () => Promise<void>
  /** At the caret, in place of what is selected. */
  readonly insert: (emoji: string) => void
}

/** The text in the making. */
export function useDraft(options: DraftOptions, area: RefObject<HTMLTextAreaElement | null>): Draft {
  const [text, setText] = useState(options.draft ?? "")
  const change = (next: string) => {
    setText(next)
    options.onDraft?.(next)
  }
  const canSend = options.disabled !== true && text.trim() !== "" && text.length <= messageLimit
  const send = async () => {
    if (!canSend) return
    change("")
    area.current?.focus()
    try {
      await options.onSend(text)
    } catch {
      change(givenBack(text, area.current?.value ?? ""))
    }
  }
  const insert = (emoji: string) => {
    const element = area.current
    if (element === null) return
    const next = insertAt(text, element.selectionStart, element.selectionEnd, emoji)
    change(next.text)
    options.onTyping()
    // After drawing, otherwise the new value moves the caret to the end.
    requestAnimationFrame(() => element.setSelectionRange(next.caret, next.caret))
  }
  return { text, canSend, change, send, insert }
}
