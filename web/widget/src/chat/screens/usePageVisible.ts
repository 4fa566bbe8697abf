import { useEffect, useState } from "preact/hooks"

/** Whether the page is in the foreground; a frame follows the page around it. */
export function usePageVisible(): boolean {
  const [isVisible, setVisible] = useState(document.visibilityState === "visible")
  useEffect(() => {
    const onChange = () => setVisible(document.visibilityState === "visible")
    document.addEventListener("visibilitychange", onChange)
    return () => document.removeEventListener("visibilitychange", onChange)
  }, [])
  return isVisible
}
