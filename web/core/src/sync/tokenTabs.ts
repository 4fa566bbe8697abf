import * as v from "valibot"
import type { Token } from "../api/deviceToken.ts"
import { opaque } from "../api/fields.ts"
import type { Environment, TabChannel } from "../environment.ts"
import { exclusively } from "./locks.ts"

const at = v.pipe(v.number(), v.safeInteger())
const note = v.variant("kind", [
  v.object({ kind: v.literal("ask") }),
  v.object({ kind: v.literal("token"), value: opaque, expiresAt: at, goodUntil: at }),
])

/** Tabs answer within a few milliseconds; a frozen one not at all. */
const PATIENCE = 150

/**
 * Lets the tabs of one device share its access token, which each of them could as well mint with the key that they
 * share. It crosses the channel of this origin when a tab asks and when one minted it, and is stored nowhere.
 */
export class TokenTabs {
  readonly #environment: Environment
  readonly #name: string
  readonly #channel: TabChannel
  #held: () => Token | undefined = () => undefined
  #told: (token: Token) => void = () => undefined
  #received: ((token: Token) => void) | undefined

  /** `name` tells devices apart: tabs of another one must not answer. */
  constructor(name: string, environment: Environment) {
    this.#environment = environment
    this.#name = name
    this.#channel = environment.openChannel(name, (received) => {
      const parsed = v.safeParse(note, received)
      if (parsed.success) this.#hear(parsed.output)
    })
  }

  /** What other tabs are told when they ask, and who hears of any token that comes from them. */
  share(held: () => Token | undefined, told: (token: Token) => void): void {
    this.#held = held
    this.#told = told
  }

  /** At once after minting: it replaced the token that the others hold. */
  tell(token: Token): void {
    this.#channel.post({ kind: "token", ...token })
  }

  /** What the others said while this tab slept has been heard by then. */
  caughtUp(): Promise<void> {
    return new Promise((resolve) => {
      this.#environment.after(0, resolve)
    })
  }

  /** Runs `work` while no other tab looks for a token. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return exclusively(this.#environment, this.#name, work)
  }

  /** The first token of another tab that `isGood`; undefined when none comes. Called by one at a time. */
  ask(isGood: (token: Token) => boolean): Promise<Token | undefined> {
    return new Promise((resolve) => {
      const cancel = this.#environment.after(PATIENCE, () => this.#answered(undefined, resolve))
      this.#received = (token) => {
        if (!isGood(token)) return
        cancel()
        this.#answered(token, resolve)
      }
      this.#channel.post({ kind: "ask" })
    })
  }

  close(): void {
    this.#channel.close()
  }

  #answered(token: Token | undefined, resolve: (token: Token | undefined) => void): void {
    this.#received = undefined
    resolve(token)
  }

  #hear(heard: v.InferOutput<typeof note>): void {
    if (heard.kind === "token") {
      const { kind: _, ...token } = heard
      this.#told(token)
      this.#received?.(token)
      return
    }
    const held = this.#held()
    if (held !== undefined) this.tell(held)
  }
}
