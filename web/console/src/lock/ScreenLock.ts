import type { Observable } from "@sotto/core"
import { type LockAfter, lockAfterOf, millisecondsOf } from "./lockAfter.ts"

/** "freed": another tab was unlocked, or somebody else signed in there. Who is here now only the server knows. */
export type LockView = "open" | "locked" | "freed"

export interface ScreenLockOptions {
  /** The browser's localStorage: what every tab, and the page after a reload, goes by. No names lie in it. */
  readonly memory: Pick<Storage, "getItem" | "setItem" | "removeItem">
  readonly now: () => number
  /** Runs `work` once after so many ms, unless the returned function was called before. */
  readonly after: (milliseconds: number, work: () => void) => () => void
}

const LOCKED = "sotto.console.locked"
const LAST_ACTIVE = "sotto.console.lastActive"
const LOCK_AFTER = "sotto.console.lockAfter"
/** How exactly other tabs know when somebody was last active here. */
const NOTE_EVERY = 1000

/**
 * Whether the console hides what it shows until the person proves again who they are. One lock for all tabs of a browser:
 * its state lies where they all read it, and `heard` is called when another tab changed it.
 */
export class ScreenLock implements Observable<LockView> {
  readonly #options: ScreenLockOptions
  readonly #listeners = new Set<() => void>()
  #view: LockView = "open"
  #isWatched = false
  #notedAt = Number.NEGATIVE_INFINITY
  #cancel: () => void = () => undefined

  /** Starts locked when it was locked before, and when nobody has been active for too long since. */
  constructor(options: ScreenLockOptions) {
    this.#options = options
    if (this.#isFlagged || this.#left() <= 0) this.lock()
  }

  get value(): LockView {
    return this.#view
  }

  subscribe(listener: () => void): () => void {
    const own = () => listener()
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }

  get lockAfter(): LockAfter {
    return lockAfterOf(this.#options.memory.getItem(LOCK_AFTER))
  }

  set lockAfter(after: LockAfter) {
    this.#options.memory.setItem(LOCK_AFTER, after)
    this.#note()
    this.#schedule()
  }

  /** The console is shown from now on, until the returned function is called. */
  watch(): () => void {
    this.#isWatched = true
    if (this.#lastActive === undefined) this.#note()
    this.#schedule()
    return () => {
      this.#isWatched = false
      this.#cancel()
    }
  }

  /**
   * The person pressed something. False when that came too late: whoever presses the first key after the time was up,
   * on a computer that slept for one, is not taken for the person who left.
   */
  did(): boolean {
    if (this.#view !== "open") return false
    if (this.#left() <= 0) {
      this.lock()
      return false
    }
    if (this.#options.now() - this.#notedAt >= NOTE_EVERY) this.#note()
    return true
  }

  lock(): void {
    this.#options.memory.setItem(LOCKED, "1")
    this.#hide()
  }

  /** Only for who has just proved to the server who they are. */
  unlock(): void {
    this.#note()
    this.#open()
  }

  /** Nobody is signed in here, so nothing is left to hide. Only on the server's word. */
  forget(): void {
    this.#options.memory.removeItem(LAST_ACTIVE)
    this.#notedAt = Number.NEGATIVE_INFINITY
    this.#open()
  }

  /** Who is here has been asked anew, after another tab was unlocked. */
  resume(): void {
    this.#show(this.#isFlagged ? "locked" : "open")
  }

  /** Another tab did something, or this page comes back to somebody's eyes. */
  heard(): void {
    // Nothing is written: the tab that was unlocked may be taking the flag away this very moment.
    if (this.#isFlagged) this.#hide()
    else if (this.#view === "locked") this.#show("freed")
    else if (this.#view === "open") this.#look()
  }

  #hide(): void {
    this.#cancel()
    this.#show("locked")
  }

  #open(): void {
    this.#options.memory.removeItem(LOCKED)
    this.#show("open")
  }

  #look(): void {
    if (this.#left() <= 0) this.lock()
    else this.#schedule()
  }

  get #isFlagged(): boolean {
    return this.#options.memory.getItem(LOCKED) !== null
  }

  /** In any tab, in Unix ms. Undefined while nobody is signed in. */
  get #lastActive(): number | undefined {
    const noted = this.#options.memory.getItem(LAST_ACTIVE)
    return noted === null ? undefined : Number(noted)
  }

  #note(): void {
    this.#notedAt = this.#options.now()
    this.#options.memory.setItem(LAST_ACTIVE, String(this.#notedAt))
  }

  #left(): number {
    const lastActive = this.#lastActive
    if (lastActive === undefined) return Number.POSITIVE_INFINITY
    return lastActive + millisecondsOf(this.lockAfter) - this.#options.now()
  }

  #schedule(): void {
    this.#cancel()
    const left = this.#left()
    if (!this.#isWatched || this.#view !== "open" || left === Number.POSITIVE_INFINITY) return
    this.#cancel = this.#options.after(Math.max(0, left), () => this.#look())
  }

  #show(view: LockView): void {
    if (view === this.#view) return
    this.#view = view
    for (const listener of this.#listeners) listener()
  }
}
