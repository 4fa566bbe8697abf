import { randomBytes } from "../bytes.ts"
import type { Thread } from "../sync/thread.ts"
import { confirmDetails, REQUEST_LENGTH } from "./events.ts"

/** Asks the customer to confirm who they are; persisted when this resolves. The row comes in everyone's order. */
export async function ask({ outbox }: Thread): Promise<void> {
  const said = { event: "confirm-asked", request: randomBytes(REQUEST_LENGTH) } as const
  await outbox.add({ kind: "event", event: said.event, details: [...confirmDetails(said)] })
}
