import type { WayIn } from "@sotto/core"

/** The vault wipes what it is handed; who may have to hand it over twice keeps one and wipes it in the end. */
export function copyOf({ id, secret }: WayIn): WayIn {
  return { id, secret: secret.slice() }
}
