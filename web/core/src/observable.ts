import type { Observable } from "./views.ts"

/**
 * A view that is built again, asynchronously, after every change. Any number of changes while one is being built
 * make one more; listeners run after the value changed, each on its own, so that one that throws silences no other.
 */
export class LiveView<T> implements Observable<T> {
  readonly #build: () => Promise<T>
  readonly #report: (error: unknown) => void
  readonly #listeners = new Set<() => void>()
  #value: T
  #building: Promise<void> | undefined
  #isStale = false

  constructor(first: T, build: () => Promise<T>, report: (error: unknown) => void) {
    this.#value = first
    this.#build = build
    this.#report = report
  }

  get value(): T {
    return this.#value
  }

  subscribe(listener: () => void): () => void {
    const own = () => listener() // the same function subscribed twice is two subscriptions
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }

  /** Resolves when the value shows everything that happened before the call. */
  refresh(): Promise<void> {
    this.#isStale = true
    this.#building ??= this.#rebuild()
    return this.#building
  }

  async #rebuild(): Promise<void> {
    try {
      while (this.#isStale) {
        this.#isStale = false
        this.#value = await this.#build()
        for (const listener of this.#listeners) queueMicrotask(listener)
      }
    } catch (error) {
      this.#report(error)
    } finally {
      this.#building = undefined
    }
  }
}
