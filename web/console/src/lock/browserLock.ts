import { ScreenLock } from "./ScreenLock.ts"

/** The lock of this browser, for as long as the page lives. */
export function browserLock(): ScreenLock {
  const lock = new ScreenLock({
    memory: localStorage,
    now: () => Date.now(),
    after: (milliseconds, work) => {
      const timer = setTimeout(work, milliseconds)
      return () => clearTimeout(timer)
    },
  })
  const heard = () => lock.heard()
  addEventListener("storage", heard)
  // Timers stand still in a page that is frozen or in the back-forward cache, and while the computer sleeps.
  addEventListener("pageshow", heard)
  document.addEventListener("visibilitychange", heard)
  return lock
}
