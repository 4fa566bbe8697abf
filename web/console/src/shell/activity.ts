/** What shows that somebody is there. Moving the mouse does not: it also moves when a desk is bumped. */
const signs = ["pointerdown", "keydown", "wheel"] as const

/** Calls `did` at every sign of the person; returns the way to stop. */
export function watchActivity(did: () => void): () => void {
  for (const sign of signs) addEventListener(sign, did, { passive: true, capture: true })
  return () => {
    for (const sign of signs) removeEventListener(sign, did, { capture: true })
  }
}
