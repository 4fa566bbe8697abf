import { useEffect, useState } from "preact/hooks"

/** The time, often enough for words like "today" to stay true on a page left open. */
export function useNow(every: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}
