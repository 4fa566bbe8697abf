import { type Group, inspectKeyPackage, type Member, MlsError } from "@sotto/mls"
import * as v from "valibot"
import { bytes, id } from "../api/fields.ts"
import { equalBytes } from "../bytes.ts"
import { CertificateError } from "../certificates/identity.ts"
import type { Conversation } from "../conversation/conversation.ts"
import { MembershipError } from "../conversation/members.ts"
import type { Situation, Step } from "../conversation/step.ts"
import { COMMITS, type PendingRecord } from "../conversation/tables.ts"
import { isTransient } from "../customerContacting.ts"
import { newId } from "../ids.ts"
import { Problem } from "../problems.ts"
import { put } from "../store/store.ts"
import type { Engine } from "../sync/engine.ts"
import type { Thread } from "../sync/thread.ts"
import { checkAsking } from "./vouched.ts"

const asked = v.object({ conversation: id("cnv"), device: id("dev"), keyPackage: bytes })
type Asked = v.InferOutput<typeof asked>
const reply = v.object({
  admissions: v.pipe(v.array(asked), v.maxLength(100)),
  next: v.nullish(v.pipe(v.string(), v.maxLength(100))),
})
/** Of one look: the server may have no end of pages. The look that follows goes on where this one stopped. */
const MOST_PAGES = 40

/** The first leaf goes at once and each that follows this much later, so that rarely two make the same commit. */
const TURN = 1_500
/** A commit of ours is under way, or somebody else's was faster: then it is looked at again. */
const PAUSE = 2_000
const MOST_TRIES = 5

type Answer = "done" | "again"

/** Lets in whoever waits before a conversation of this device and can be verified; the rest is left to wait. */
export function admitWaiting(engine: Engine): Promise<void> {
  const admitter = admitters.get(engine) ?? new Admitter(engine)
  admitters.set(engine, admitter)
  return admitter.look()
}

const admitters = new WeakMap<Engine, Admitter>()

class Admitter {
  readonly #engine: Engine
  readonly #trying = new Set<string>()
  #looking: Promise<void> | undefined
  #again = false
  /** Where the last look stopped; undefined when it came to the end. */
  #after: string | undefined

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Many may begin to wait at once: what is told while the server is asked is asked once more, and no oftener. */
  look(): Promise<void> {
    this.#again = true
    this.#looking ??= this.#run().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  async #run(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false
        await this.#readPages()
      }
    } catch (error) {
      // A place that the server no longer takes must not be asked for again.
      if (error instanceof Problem) this.#after = undefined
      // The server tells of it again when the connection is back.
      if (!isTransient(error) && !(error instanceof Problem)) throw error
    }
  }

  /** Requests that nobody can grant may fill any number of pages, and whoever can be let in waits behind them. */
  async #readPages(): Promise<void> {
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const from = this.#after === undefined ? "" : `?after=${encodeURIComponent(this.#after)}`
      const { admissions, next } = await this.#engine.device.api.read(`/v1/admissions${from}`, reply)
      for (const one of admissions) this.#begin(one)
      this.#after = next ?? undefined
      if (this.#after === undefined) return
    }
  }

  #begin(one: Asked): void {
    const key = `${one.conversation} ${one.device}`
    if (this.#trying.has(key)) return
    this.#trying.add(key)
    this.#background(this.#wait(one, key))
  }

  async #wait(one: Asked, key: string): Promise<void> {
    const thread = await this.#engine.thread(one.conversation)
    const turn = await thread?.conversation.act(async ({ group }) => [undefined, turnOf(group)])
    if (thread === undefined || turn === undefined) this.#trying.delete(key)
    else this.#later(turn * TURN, () => this.#try(one, thread, key, 1))
  }

  async #try(one: Asked, thread: Thread, key: string, tries: number): Promise<void> {
    const { conversation, outbox } = thread
    await outbox.pump() // who must go, goes first; and what is known of revocations is brought up to date
    const answer = await conversation.act((situation) => prepare(one, situation, conversation))
    if (answer === "again" && tries < MOST_TRIES) {
      await outbox.pump()
      this.#later(PAUSE, () => this.#try(one, thread, key, tries + 1))
    } else {
      this.#trying.delete(key)
    }
  }

  #later(milliseconds: number, work: () => Promise<void>): void {
    this.#engine.device.environment.after(milliseconds, () => this.#background(work()))
  }

  #background(work: Promise<void>): void {
    work.catch(this.#engine.device.environment.report)
  }
}

/** How many leaves stand before ours. */
function turnOf(group: Group | undefined): number {
  return group?.members.findIndex(({ leaf }) => leaf === group.ownLeaf) ?? 0
}

/** Makes the commit that lets them in and stores it, for the outbox to send like every other. */
async function prepare(
  one: Asked,
  { id, record, group }: Situation,
  { device, members }: Conversation,
): Promise<readonly [Step | undefined, Answer]> {
  if (group === undefined || record.stopped !== undefined || record.status === "deleted") return DONE
  const isBusy =
    !device.isTrusted() ||
    (await device.store.get(COMMITS, [id])) !== undefined ||
    (await members.lostAgents(group)).length > 0
  if (isBusy) return [undefined, "again"]
  const isIn = group.members.map(({ signatureKey }) => signatureKey)
  try {
    const offered = await inspectKeyPackage(one.keyPackage, device.environment.now())
    if (isIn.some((key) => equalBytes(key, offered.signatureKey))) return DONE
    if (offered.lastResort) throw new MembershipError("used_more_than_once")
    await checkOffered(one, { ...offered, leaf: 0 }, group, { device, members })
    const pending = await addition(one.keyPackage, group)
    return [{ record, writes: [put(COMMITS, [id], pending)] }, "again"]
  } catch (error) {
    const isRefusal =
      error instanceof CertificateError || error instanceof MembershipError || error instanceof MlsError
    if (!isRefusal) throw error
    return DONE // the server may show whom it likes; nobody is let in on its word
  }
}

const DONE = [undefined, "done"] as const

async function checkOffered(
  { conversation, device: claimed }: Asked,
  offered: Member,
  group: Group,
  { device, members }: Pick<Conversation, "device" | "members">,
): Promise<void> {
  const identity = await members.identify(offered, true)
  if (identity.kind !== "agent") throw new MembershipError("customers_are_never_added")
  if (identity.device !== claimed) throw new MembershipError("device_differs")
  const isThere = (await members.people(group)).some((other) => other.device === claimed)
  if (isThere) throw new MembershipError("one_leaf_for_each_device")
  await checkAsking(offered, identity.user, conversation, device)
}

async function addition(keyPackage: Uint8Array, group: Group): Promise<PendingRecord> {
  const { commit, groupInfo, welcome, next } = await group.add([keyPackage])
  return {
    ...{ idempotencyKey: newId("msg"), epoch: Number(group.epoch), commit, groupInfo, welcome },
    next: next.save(),
  }
}
