import { proven, question, segment } from "./calls.ts"
import { type Recovery, recoveriesReply } from "./recoveryReplies.ts"
import type { Transport } from "./transport.ts"

/** Recoveries as everybody who is still in sees them. */
export class RecoveriesApi {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** What is under way, oldest first. */
  async list(): Promise<readonly Recovery[]> {
    return (await this.#transport.json(question("/v1/recoveries"), recoveriesReply)).recoveries
  }

  /** For owners and administrators, freshly verified. Throws Problem `forbidden` for one's own account. */
  approve(recovery: string): Promise<void> {
    return this.#transport.nothing(proven(`/v1/recoveries/${segment(recovery)}/approve`, {}))
  }

  /** For whose account it is, and for owners and administrators. Throws Problem `not_found` when it has ended. */
  cancel(recovery: string): Promise<void> {
    return this.#transport.nothing(proven(`/v1/recoveries/${segment(recovery)}/cancel`, {}))
  }
}
