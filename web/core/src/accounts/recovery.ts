import { KitApi } from "../api/kitApi.ts"
import type { Recovery, RecoveryView } from "../api/recoveryReplies.ts"
import type { Session } from "../api/replies.ts"
import { Transport } from "../api/transport.ts"
import { decodeKit } from "../kit.ts"
import { type Authenticator, createPasskey } from "../passkeys.ts"
import { Problem } from "../problems.ts"
import { KitMismatch } from "./enterKit.ts"
import { rootFromSeed } from "./rootKey.ts"

export interface KitConnection {
  readonly origin: string
  /** Unix ms. */
  readonly now: () => number
  readonly fetch?: typeof fetch
}

/** A kit that this server knows. The root key stays in the page, not extractable, and is forgotten with it. */
export interface OpenKit {
  /** What the server said when it was opened. */
  readonly view: RecoveryView
  /** The same as it is now. */
  look(): Promise<RecoveryView>
  /** Asks to be let into an account (`usr_…`). Everybody who works there sees it; asking again gains no time. */
  request(user: string): Promise<RecoveryView>
  /**
   * Makes a passkey, which becomes the only way into the account, and signs in. Throws Problem `recovery_waiting` before
   * its time and `not_found` when it was cancelled; no passkey is made then.
   */
  finish(recovery: string): Promise<Session>
}

/** Throws a KitError for mistyped text, and KitMismatch when no organisation on this server has this root. */
export async function openKit(
  connection: KitConnection,
  text: string,
  authenticator?: Authenticator,
): Promise<OpenKit> {
  const seed = await decodeKit(text)
  const key = await rootFromSeed(seed).finally(() => seed.fill(0))
  const api = new KitApi(new Transport({ ...connection, key, staff: true }))
  return {
    view: await api.look().catch(refuseUnknown),
    look: () => api.look(),
    request: (user) => api.request(user),
    async finish(recovery) {
      const options = await api.options(recovery)
      return api.finish(recovery, options.challenge, await createPasskey(options, authenticator))
    },
  }
}

function refuseUnknown(error: unknown): never {
  throw error instanceof Problem && error.code === "not_found" ? new KitMismatch() : error
}

/** How a recovery stands; times in Unix ms. `over`: nobody finished it in time, and it can be asked for again. */
export type RecoveryState =
  | { readonly kind: "approval" }
  | { readonly kind: "waiting"; readonly until: number }
  | { readonly kind: "ready"; readonly until: number }
  | { readonly kind: "over" }

const USABLE = 7 * 24 * 60 * 60_000
/** This browser's clock may run behind the server's, which decides. */
const TOLERANCE = 60_000

export function recoveryState({ readyAt }: Pick<Recovery, "readyAt">, now: number): RecoveryState {
  if (typeof readyAt !== "number") return { kind: "approval" }
  if (readyAt > now + TOLERANCE) return { kind: "waiting", until: readyAt }
  const until = readyAt + USABLE
  return now < until ? { kind: "ready", until } : { kind: "over" }
}
