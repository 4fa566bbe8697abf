import { CONVERSATIONS, type ConversationRecord, RESTORED } from "./conversation/tables.ts"
import { wiped } from "./conversation/wipe.ts"
import type { KeptParts } from "./customerKept.ts"
import { exclusively } from "./sync/locks.ts"

/** Conversations that this device began, or may have begun: they name whoever began them, and are for ever theirs. */
export function isOwn({ created, status, stopped }: ConversationRecord): boolean {
  return created && status !== "deleted" && stopped !== RESTORED
}

/** Runs `work` while no tab makes a first contact, so that none is posted under the name that is given up. */
export function whileNoContact<T>({ engine }: KeptParts, work: () => Promise<T>): Promise<T> {
  const { environment, scope } = engine.device
  return exclusively(environment, `${scope} contact`, work)
}

/** What was restored for another customer lies in their vault, and not in the way of this one. */
export async function forgetOthers(
  { engine, environment, store }: KeptParts,
  customer: string,
): Promise<void> {
  for (const { key, value } of await store.range(CONVERSATIONS, { prefix: [] })) {
    if (value.stopped !== RESTORED || value.customer.id === customer) continue
    await engine.newThread(String(key[0]), value.inbox).conversation.act(async (situation) => {
      if (situation.record.stopped !== RESTORED) return [undefined, undefined]
      const step = wiped(situation, environment.now())
      return [{ ...step, record: { ...step.record, wipeConfirmed: true } }, undefined]
    })
  }
}

/** What waits to be sent, under new ids and in the customer's name. Also what was refused before. */
export async function reown({ engine, current }: KeptParts, customer: string): Promise<void> {
  const id = await current.id()
  const thread = id === undefined ? undefined : await engine.thread(id)
  if (id === undefined || thread === undefined) return
  await thread.conversation.act(async ({ record }) => {
    if (record.created) return [undefined, undefined]
    return [{ record: { ...record, customer: { ...record.customer, id: customer } }, writes: [] }, undefined]
  })
  await current.renew(id)
}
