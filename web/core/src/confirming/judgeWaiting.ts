import type { DeskCompany } from "../deskCompany.ts"
import { present } from "../present.ts"
import type { Engine } from "../sync/engine.ts"
import { exclusively } from "../sync/locks.ts"
import { judgedAgain } from "./applyConfirming.ts"
import { WAITING } from "./tables.ts"

/**
 * Judges again what came while the company's keys could not be had, each time that they can be had again: an answer is the
 * customer's, whatever the way to the server was like when it came.
 */
export function judgeWhenKeysCome(
  company: DeskCompany,
  engine: Engine,
  conversations: ReadonlyMap<string, unknown>,
): void {
  company.whenKeysCome(() => {
    judgeWaiting(engine, [...conversations.keys()]).catch(engine.device.environment.report)
  })
}

async function judgeWaiting(engine: Engine, conversations: readonly string[]): Promise<void> {
  const { environment, scope } = engine.device
  for (const id of conversations) {
    // Under the lock: what is judged at this moment is stored before, or judged with the keys.
    const requests = await exclusively(environment, `${scope} ${id}`, () => waitingIn(engine, id))
    for (const request of requests) await judgeOne(engine, id, request)
  }
}

async function waitingIn({ device }: Engine, id: string): Promise<readonly string[]> {
  const found = await device.store.range(WAITING, { prefix: [id, "waiting"] })
  return found.map(({ key }) => String(present(key[2])))
}

async function judgeOne(engine: Engine, id: string, request: string): Promise<void> {
  const thread = await engine.thread(id)
  await thread?.conversation.act(async ({ record, group }) => {
    // Another tab may have judged it.
    const waiting = await engine.device.store.get(WAITING, [id, "waiting", request])
    if (waiting === undefined) return [undefined, undefined]
    const { rows, writes } = await judgedAgain(request, waiting, { id, group }, engine.device)
    return [rows.length === 0 ? undefined : { record, rows, writes }, undefined]
  })
}
