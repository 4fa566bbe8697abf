import * as v from "valibot"
import { proven, question } from "./calls.ts"
import type { Transport } from "./transport.ts"

const PATH = "/v1/sign-in/policy"
const policyReply = v.object({ passkeysOnly: v.boolean() })

/** How an organisation's people may sign in. */
export type SignInPolicy = v.InferOutput<typeof policyReply>

export class PolicyApi {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  get(): Promise<SignInPolicy> {
    return this.#transport.json(question(PATH), policyReply)
  }

  /**
   * For the owner, after a step-up. Sessions that were opened by password or provider end where passkeys are demanded;
   * Problem `passkey_missing`, and nothing changed, while somebody has none.
   */
  set(policy: SignInPolicy): Promise<SignInPolicy> {
    return this.#transport.json({ ...proven(PATH, policy), method: "PUT" }, policyReply)
  }
}
