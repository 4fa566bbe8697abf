import { useEffect } from "preact/hooks"

/** Closes what floats above the rest when somebody presses elsewhere. */
export function useOutsidePress(root: { readonly current: HTMLElement | null }, onClose: () => void): void {
  useEffect(() => {
    const onPress = (event: Event) => {
      const { target } = event
      // The composer around has the toggle button, which closes by itself.
      if (target instanceof Node && !root.current?.parentElement?.contains(target)) onClose()
    }
    document.addEventListener("pointerdown", onPress)
    return () => document.removeEventListener("pointerdown", onPress)
  }, [root, onClose])
}
