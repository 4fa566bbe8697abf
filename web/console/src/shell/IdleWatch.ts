import type { Observable } from "@sotto/core"

export interface IdleOptions {
  /** Both Unix ms, as the sign-in gave them. */
  readonly idleUntil: number
  readonly expiresAt: number
  /** Tells the server that the person did something; until when the session then idles. */
  readonly tell: () => Promise<number>
  /** Until when it idles now: another tab may have told. Undefined when the session has ended. */
  readonly ask: () => Promise<number | undefined>
  readonly now: () => number
  /** Runs `work` once after so many ms, unless the returned function was called before. */
  readonly after: (milliseconds: number, work: () => void) => () => void
}

export type IdleView =
  | { readonly kind: "calm" }
  /** The session ends in so many minutes unless the person stays. */
  | { readonly kind: "idling"; readonly minutes: number }
  /** It has reached its full length and ends whatever the person does. */
  | { readonly kind: "ending"; readonly minutes: number }
  | { readonly kind: "ended" }

const MINUTE = 60_000
const TELL_EVERY = MINUTE
const WARNING = 5 * MINUTE
const LOOK_EVERY = 15_000
const CALM: IdleView = { kind: "calm" }

/** Keeps a session alive while somebody is there, and warns in time when nobody seems to be. */
export class IdleWatch implements Observable<IdleView> {
  readonly #options: IdleOptions
  readonly #listeners = new Set<() => void>()
  #view: IdleView = CALM
  #idleUntil: number
  #toldAt = Number.NEGATIVE_INFINITY
  #cancel: () => void = () => undefined
  #isClosed = false

  constructor(options: IdleOptions) {
    this.#options = options
    this.#idleUntil = options.idleUntil
    this.#schedule()
  }

  get value(): IdleView {
    return this.#view
  }

  subscribe(listener: () => void): () => void {
    const own = () => listener()
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }

  /** The person pressed something. At most once a minute the server hears of it. */
  did(): void {
    if (this.#options.now() - this.#toldAt >= TELL_EVERY) void this.#tell().catch(() => undefined)
  }

  /** The person answered the warning. Throws what the server or the network threw. */
  stay(): Promise<void> {
    return this.#tell()
  }

  close(): void {
    this.#isClosed = true
    this.#cancel()
  }

  async #tell(): Promise<void> {
    this.#toldAt = this.#options.now()
    this.#moved(await this.#options.tell())
  }

  async #look(): Promise<void> {
    if (this.#left() <= WARNING) await this.#askOthers()
    if (!this.#isClosed) this.#schedule()
  }

  /** Before a warning appears and while it stands: what this tab knows may be older than what another one did. */
  async #askOthers(): Promise<void> {
    try {
      const idleUntil = await this.#options.ask()
      if (idleUntil === undefined) this.#end()
      else this.#moved(idleUntil)
    } catch {
      // Without an answer the warning stands on what is known; a lost connection ends no session.
      this.#show(this.#warning())
    }
  }

  #moved(idleUntil: number): void {
    if (this.#isClosed) return
    this.#idleUntil = idleUntil
    this.#show(this.#warning())
  }

  #end(): void {
    this.close()
    this.#show({ kind: "ended" })
  }

  #warning(): IdleView {
    const left = this.#left()
    if (left > WARNING) return CALM
    const minutes = Math.max(1, Math.ceil(left / MINUTE))
    return { kind: this.#options.expiresAt <= this.#idleUntil ? "ending" : "idling", minutes }
  }

  #left(): number {
    return Math.min(this.#idleUntil, this.#options.expiresAt) - this.#options.now()
  }

  #schedule(): void {
    this.#cancel()
    const wait = Math.max(LOOK_EVERY, Math.min(this.#left() - WARNING, 2 ** 31 - 1))
    this.#cancel = this.#options.after(wait, () => void this.#look())
  }

  #show(view: IdleView): void {
    const same = view.kind === this.#view.kind && minutesOf(view) === minutesOf(this.#view)
    if (same) return
    this.#view = view
    for (const listener of this.#listeners) listener()
  }
}

function minutesOf(view: IdleView): number | undefined {
  return "minutes" in view ? view.minutes : undefined
}
