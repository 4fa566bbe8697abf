import type { CustomerChat } from "@sotto/core"
import { useRef, useState } from "preact/hooks"

interface NamedSend {
  readonly name: string
  readonly setName: (name: string) => void
  readonly send: (text: string) => Promise<void>
}

/** Sends texts, and before the first one the name that was typed, if any: it belongs to the conversation that begins. */
export function useNamedSend(chat: CustomerChat, hasBegun: boolean): NamedSend {
  const [name, setName] = useState("")
  const naming = useRef<Promise<void> | undefined>(undefined)
  // Also when two messages follow each other quickly.
  const nameOnce = (given: string) => {
    const work = naming.current ?? chat.setName(given)
    naming.current = work
    work.catch(() => {
      naming.current = undefined
    })
    return work
  }
  const send = async (text: string) => {
    const given = name.trim()
    if (!hasBegun && given !== "") await nameOnce(given)
    await chat.send(text)
  }
  return { name, setName, send }
}
