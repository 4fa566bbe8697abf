import { proven } from "./calls.ts"
import { type RecoveryView, recoveryViewReply } from "./recoveryReplies.ts"
import * as replies from "./replies.ts"
import type { PostedCredential } from "./staffApi.ts"
import type { Transport } from "./transport.ts"

/** What the root key of the printed kit may ask. Its proof goes with each call; the kit itself goes nowhere. */
export class KitApi {
  readonly #transport: Transport

  /** The transport's key is the organisation's root. */
  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Throws Problem `not_found` when no organisation here has this root. */
  look(): Promise<RecoveryView> {
    return this.#transport.json(proven("/v1/recovery", {}), recoveryViewReply)
  }

  /** Asking again for the same account changes nothing. */
  request(user: string): Promise<RecoveryView> {
    return this.#transport.json(proven("/v1/recovery/request", { user }), recoveryViewReply)
  }

  /** Throws Problem `recovery_waiting` before its time, and `not_found` when it has ended. */
  options(recovery: string): Promise<replies.CreationOptions> {
    return this.#transport.json(proven("/v1/recovery/options", { recovery }), replies.creationOptionsReply)
  }

  finish(recovery: string, challenge: string, credential: PostedCredential): Promise<replies.Session> {
    const call = proven("/v1/recovery/finish", { recovery, challenge, credential })
    return this.#transport.json(call, replies.sessionReply)
  }
}
