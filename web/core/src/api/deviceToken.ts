import type { TokenTabs } from "../sync/tokenTabs.ts"

/** As the server gave it. */
export interface MintedToken {
  readonly value: string
  /** Unix ms by the server's clock: tells which of two tokens is newer, and nothing else. */
  readonly expiresAt: number
}

export interface Token extends MintedToken {
  /** Unix ms by the clock of this machine, which all tabs share. */
  readonly goodUntil: number
}

/** A token lives five minutes. It is renewed one before its end, so that none ends on its way. */
const GOOD_FOR = 4 * 60_000
/** After such a pause this tab may have been asleep, with notes of the others still to be delivered. */
const PAUSE = 5_000

/**
 * The access token of this device. Memory only: what is not stored cannot be found on a disk, and a reload proves the
 * key again. The server lets a device have one token at a time and takes the use of a replaced one for theft, so tabs ask
 * each other before one of them mints, and hear of a new one at once.
 */
export class DeviceToken {
  readonly #mint: () => Promise<MintedToken>
  readonly #now: () => number
  readonly #tabs: TokenTabs | undefined
  #held: Token | undefined
  #usedAt = 0
  /** Refused by the server; another tab may not know it yet. */
  #ended: string | undefined
  #obtaining: Promise<Token> | undefined

  constructor(mint: () => Promise<MintedToken>, now: () => number, tabs: TokenTabs | undefined) {
    this.#mint = mint
    this.#now = now
    this.#tabs = tabs
    tabs?.share(
      () => this.#good(),
      (token) => this.#adopt(token),
    )
  }

  async get(): Promise<string> {
    if (this.#now() - this.#usedAt > PAUSE) await this.#tabs?.caughtUp()
    this.#usedAt = this.#now()
    return (this.#good() ?? (await this.#renew())).value
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

  async #renew(): Promise<Token> {
    // One at a time: a second mint would end the token that the first is about to return.
    this.#obtaining ??= this.#obtain().finally(() => {
      this.#obtaining = undefined
    })
    const token = await this.#obtaining
    const told = this.#good()
    this.#held = told !== undefined && told.expiresAt > token.expiresAt ? told : token
    return this.#held
  }

  async #obtain(): Promise<Token> {
    const tabs = this.#tabs
    if (tabs === undefined) return this.#mintNow()
    return tabs.alone(async () => {
      const theirs = await tabs.ask((token) => this.#isGood(token))
      if (theirs !== undefined) return theirs
      const token = await this.#mintNow()
      tabs.tell(token)
      return token
    })
  }

  async #mintNow(): Promise<Token> {
    // From before the request: the token cannot be older than that, however wrong this clock is.
    const goodUntil = this.#now() + GOOD_FOR
    return { ...(await this.#mint()), goodUntil }
  }

  #adopt(token: Token): void {
    if (token.expiresAt > (this.#held?.expiresAt ?? 0) && this.#isGood(token)) this.#held = token
  }

  #good(): Token | undefined {
    return this.#held !== undefined && this.#isGood(this.#held) ? this.#held : undefined
  }

  #isGood(token: Token): boolean {
    return token.value !== this.#ended && token.goodUntil > this.#now()
  }
}
