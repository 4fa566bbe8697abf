import type { TokenTabs } from "../sync/tokenTabs.ts"

export interface Token {
  readonly value: string
  /** Unix ms. */
  readonly expiresAt: number
}

/** A token is renewed this long before its end, so that none ends on its way. */
const AHEAD = 60_000

/**
 * The access token of this device. Memory only: what is not stored cannot be found on a disk, and a reload proves the
 * key again. The server lets a device have one token at a time, so tabs ask each other before one of them mints.
 */
export class DeviceToken {
  readonly #mint: () => Promise<Token>
  readonly #now: () => number
  readonly #tabs: TokenTabs | undefined
  #held: Token | undefined
  /** Refused by the server; another tab may not know it yet. */
  #ended: string | undefined
  #obtaining: Promise<Token> | undefined

  constructor(mint: () => Promise<Token>, now: () => number, tabs: TokenTabs | undefined) {
    this.#mint = mint
    this.#now = now
    this.#tabs = tabs
    tabs?.answer(() => (this.#isGood(this.#held) ? this.#held : undefined))
  }

  async get(): Promise<string> {
    if (!this.#isGood(this.#held)) {
      // One at a time: a second mint would end the token that the first is about to return.
      this.#obtaining ??= this.#obtain().finally(() => {
        this.#obtaining = undefined
      })
      this.#held = await this.#obtaining
    }
    return this.#held.value
  }

  /** Another one than `ended`, which the server refused. */
  replace(ended: string): Promise<string> {
    if (this.#held === undefined || this.#held.value === ended) {
      this.#held = undefined
      this.#ended = ended
    }
    return this.get()
  }

  close(): void {
    this.#tabs?.close()
  }

  async #obtain(): Promise<Token> {
    const tabs = this.#tabs
    if (tabs === undefined) return this.#mint()
    return tabs.alone(async () => (await tabs.ask((token) => this.#isGood(token))) ?? this.#mint())
  }

  #isGood(token: Token | undefined): token is Token {
    return token !== undefined && token.value !== this.#ended && token.expiresAt - AHEAD > this.#now()
  }
}
