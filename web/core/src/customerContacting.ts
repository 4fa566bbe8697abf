import { type Outcome, settle } from "./conversation/delivery.ts"
import { OUTBOX } from "./conversation/tables.ts"
import { buildContact, contactAccepted, storedContact } from "./customerContact.ts"
import type { CurrentConversation } from "./customerCurrent.ts"
import type { CustomerSelf } from "./customerIdentity.ts"
import { Offline, Problem, UnexpectedReply } from "./problems.ts"
import { Backoff } from "./sync/backoff.ts"
import type { Engine } from "./sync/engine.ts"
import { exclusively } from "./sync/locks.ts"
import type { Thread } from "./sync/thread.ts"

export interface ContactEvents {
  /** Verified now, from a fresh directory. Throws DirectoryRefused, or a problem of the network. */
  readonly keyPackages: () => Promise<readonly Uint8Array[]>
  readonly self: () => CustomerSelf
  /** The company's, made for this contact; `""` when there is none, undefined when it names somebody else. */
  readonly token: () => Promise<string | undefined>
  readonly accepted: () => void
  /** Nothing was sent, because the server showed something that cannot be believed. */
  readonly refused: (error: unknown) => void
  readonly renewed: () => void
}

/** Refusals of freshly built requests, before the text is shown as failed. */
const MAX_BUILDS = 3
/** The codes with which a token is refused: it does not verify, or it was used before. Others say nothing about it. */
const OF_TOKEN = ["not_certified", "conflict"]

/** Brings a draft to the server: the first message with everything that makes it readable, all or nothing. */
export class Contacting {
  readonly #engine: Engine
  readonly #current: CurrentConversation
  readonly #inbox: string
  readonly #events: ContactEvents
  readonly #backoff: Backoff
  #running: Promise<void> | undefined
  #cancelRetry: (() => void) | undefined

  constructor(engine: Engine, current: CurrentConversation, inbox: string, events: ContactEvents) {
    this.#engine = engine
    this.#current = current
    this.#inbox = inbox
    this.#events = events
    this.#backoff = new Backoff(engine.device.environment.random)
  }

  /** Does nothing when there is no draft with a text in it. */
  run(): Promise<void> {
    this.#cancelRetry?.()
    this.#running ??= this.#alone().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  stop(): void {
    this.#cancelRetry?.()
  }

  /** One tab makes the first contact; the others wait and find it made. */
  #alone(): Promise<void> {
    const { environment, scope } = this.#engine.device
    return exclusively(environment, `${scope} contact`, () => this.#contact())
  }

  async #contact(): Promise<void> {
    let refusals = 0
    for (let build = 1; build <= MAX_BUILDS; build++) {
      const thread = await this.#draft()
      if (thread === undefined || !this.#engine.device.isTrusted()) return
      // Twice it may have been the company's token, made anew or not: unverified is better than unsent.
      if (!(await this.#prepare(thread, refusals < MAX_BUILDS - 1))) return
      const code = await this.#post(thread)
      if (code === undefined) return
      if (OF_TOKEN.includes(code)) refusals += 1
      await this.#current.renew(thread.conversation.id, build === MAX_BUILDS ? code : undefined)
      this.#events.renewed()
    }
  }

  async #draft(): Promise<Thread | undefined> {
    const id = await this.#current.id()
    const thread = id === undefined ? undefined : await this.#engine.thread(id)
    const isDraft = await thread?.conversation.act(async ({ record }) => {
      const [first] = await this.#engine.device.store.range(OUTBOX, {
        prefix: [thread.conversation.id],
        limit: 1,
      })
      return [undefined, !record.created && first !== undefined && first.value.failed === undefined]
    })
    return isDraft === true ? thread : undefined
  }

  async #prepare({ conversation }: Thread, withToken: boolean): Promise<boolean> {
    if ((await storedContact(conversation)) !== undefined) return true
    try {
      const keyPackages = await this.#events.keyPackages()
      const token = await this.#events.token()
      if (token === undefined) return false
      await buildContact(conversation, this.#events.self(), keyPackages, withToken ? token : "")
      return true
    } catch (error) {
      if (isTransient(error)) this.#comeBack()
      else this.#events.refused(error)
      return false
    }
  }

  /** The code of a refusal for good; undefined when the matter is settled or is taken up again later. */
  async #post({ conversation, outbox }: Thread): Promise<string | undefined> {
    const contact = await storedContact(conversation)
    if (contact === undefined) return undefined
    const { request, idempotencyKey } = contact
    const { api } = this.#engine.device
    const posted = await settle(() => api.firstContact(this.#inbox, request, idempotencyKey))
    const outcome = isTaken(posted) ? await this.#whose(conversation.id, posted) : posted
    if (outcome.kind === "refused") return outcome.code
    if (outcome.kind === "stale") return "stale_epoch"
    if (outcome.kind === "later") {
      this.#comeBack()
      return undefined
    }
    await contactAccepted(conversation)
    this.#backoff.succeeded()
    this.#events.accepted()
    outbox.pump().catch(this.#engine.device.environment.report)
    return undefined
  }

  /** The server forgets a request before it forgets what came of it: the taken id may be our own first contact. */
  async #whose(id: string, refusal: Outcome): Promise<Outcome> {
    try {
      const ours = await this.#engine.device.api.conversations()
      return ours.some(({ conversation }) => conversation === id) ? { kind: "accepted" } : refusal
    } catch (error) {
      // A key that the server does not know has begun nothing.
      if (error instanceof Problem && (error.status === 401 || !isTransient(error))) return refusal
      if (isTransient(error)) return { kind: "later" }
      throw error
    }
  }

  #comeBack(): void {
    this.#cancelRetry?.()
    const { environment } = this.#engine.device
    this.#cancelRetry = environment.after(this.#backoff.next(), () => {
      this.run().catch(environment.report)
    })
  }
}

function isTaken(outcome: Outcome): boolean {
  return outcome.kind === "refused" && (outcome.code === "conflict" || outcome.code === "not_certified")
}

export function isTransient(error: unknown): boolean {
  if (error instanceof Offline || error instanceof UnexpectedReply) return true
  return error instanceof Problem && (error.status === 429 || error.status === 401 || error.status >= 500)
}
