import { useEffect } from "preact/hooks"

/** Asks at once and then again and again, while somebody looks at the page; a hidden tab asks nothing. */
export function useWhileSeen(every: number, ask: () => Promise<void>, inputs: readonly unknown[]): void {
  useEffect(() => {
    const askWhenSeen = () => {
      if (document.visibilityState === "visible") void ask()
    }
    askWhenSeen()
    const timer = setInterval(askWhenSeen, every)
    document.addEventListener("visibilitychange", askWhenSeen)
    return () => {
      clearInterval(timer)
      document.removeEventListener("visibilitychange", askWhenSeen)
    }
  }, inputs)
}
