import type { CurrentConversation } from "./customerCurrent.ts"
import type { Running } from "./customerRunning.ts"
import { newId } from "./ids.ts"
import type { Engine } from "./sync/engine.ts"
import type { Thread } from "./sync/thread.ts"

/**
 * Puts a text into the outbox of the customer's conversation, or of a new draft, and returns its id. Persisted when
 * this resolves. `enter` is told of the conversation before. Throws when nothing can be sent in it any more.
 */
export function addText(
  text: string,
  inbox: string,
  { engine, current }: { readonly engine: Engine; readonly current: CurrentConversation },
  enter: (thread: Thread) => Promise<void>,
): Promise<string> {
  return current.use(inbox, engine.device.me, async (id) => {
    const thread = await engine.thread(id)
    const record = await thread?.conversation.act(async ({ record }) => [undefined, record])
    const isOver = record === undefined || record.status === "deleted" || record.stopped !== undefined
    if (thread === undefined || isOver) throw new Error("nothing can be sent in this conversation any more")
    await enter(thread)
    await thread.outbox.add({ kind: "text", row: newId("msg"), text })
    return id
  })
}

/** Sends what waits: as a first contact while the server does not know the conversation, into it afterwards. */
export async function sendWaiting({ contacting, engine }: Running, id: string): Promise<void> {
  const thread = await engine.thread(id)
  const created = await thread?.conversation.act(async ({ record }) => [undefined, record.created])
  if (created === true) {
    engine.start()
    await thread?.outbox.pump()
  } else {
    await contacting.run()
  }
}
