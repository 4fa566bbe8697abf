import * as v from "valibot"
import type { Table } from "./store/store.ts"
import type { Thread } from "./sync/thread.ts"
import type { CustomerConfirming } from "./views.ts"

// What confirms is loaded when it is needed: most visitors are never asked, and the chat page is small.

/** Whether this device has one; what it is, is read where it is used. */
const PASSKEY: Table<unknown> = { name: "settings", schema: v.unknown() }

/** Rejects when the code cannot be fetched. */
export async function confirmingIn(
  thread: Thread,
  identify?: () => Promise<string | undefined>,
): Promise<CustomerConfirming> {
  const { Confirming } = await import("./confirming/later.ts")
  return new Confirming(thread, identify)
}

/** Tells the conversation of this device's passkey, if there is one and nobody did. */
export async function tellPasskey(thread: Thread | undefined): Promise<void> {
  const passkey = await thread?.conversation.device.store.get(PASSKEY, ["customerPasskey"])
  if (thread !== undefined && passkey !== undefined) await (await confirmingIn(thread)).tellPasskey()
}
