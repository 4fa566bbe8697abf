import { useState } from "preact/hooks"
import type { EmojiPicker } from "../emoji/EmojiPicker.tsx"

/** The picker of emoji, which is loaded when somebody first opens it: few ever do. */
export function usePicker() {
  const [picking, setPicking] = useState(false)
  const [Picker, setPicker] = useState<typeof EmojiPicker>()
  const toggle = () => {
    setPicking(!picking)
    import("../emoji/EmojiPicker.tsx").then(
      (loaded) => setPicker(() => loaded.EmojiPicker),
      () => setPicking(false),
    )
  }
  return { picking, Picker: picking ? Picker : undefined, toggle, close: () => setPicking(false) }
}
