const FIRST_CEILING = 500
const LAST_CEILING = 30_000

/** Exponential, with full jitter: after a restart a thousand clients must not come back in the same second. */
export class Backoff {
  readonly #random: () => number
  #failures = 0

  constructor(random: () => number) {
    this.#random = random
  }

  get failures(): number {
    return this.#failures
  }

  /** Milliseconds to wait after one more failure. */
  next(): number {
    const ceiling = Math.min(LAST_CEILING, FIRST_CEILING * 2 ** this.#failures)
    this.#failures += 1
    return Math.floor(this.#random() * ceiling)
  }

  succeeded(): void {
    this.#failures = 0
  }
}
