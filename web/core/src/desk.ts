import { staffDevice } from "./accounts/staffDevice.ts"
import { DeskClient } from "./deskClient.ts"
import { ClosedDesk, type DeskParts, emptyView } from "./deskClosed.ts"
import { browserEnvironment, type Environment, missingFeature } from "./environment.ts"
import { Store } from "./store/store.ts"
import type { Desk } from "./views.ts"

export type DeskOptions = DeskParts

/** Opens a signed-in agent's desk on this device. Resolves at once; how far the device has come is in the view's phase. */
export async function openDesk(
  options: DeskOptions,
  environment: Environment = browserEnvironment(),
): Promise<Desk> {
  const missing = await missingFeature(environment)
  if (missing !== undefined) return new ClosedDesk(emptyView(options, "unsupported", missing))
  const { user } = options.session
  const store = await Store.inBrowser(deskStoreName(user.id))
  return DeskClient.open(options, environment, store, await staffDevice(user.id))
}

/** Each person has a store and a device of their own, also where they share a browser. */
export function deskStoreName(user: string): string {
  return `sotto-desk-${user}`
}
