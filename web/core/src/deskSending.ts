import type { Thread } from "./sync/thread.ts"

/** The thread, when something can still be sent in it. Throws when not. */
export async function requireSendable(thread: Thread): Promise<Thread> {
  const isSendable = await thread.conversation.act(async ({ record, group }) => [
    undefined,
    record.stopped === undefined && record.status !== "deleted" && group !== undefined,
  ])
  if (isSendable !== true) throw new Error("nothing can be sent in this conversation any more")
  return thread
}
