import type { SignatureKey } from "@sotto/mls"
import * as v from "valibot"
import { createProof } from "../dpop.ts"
import { proven, question } from "./calls.ts"
import { id, name, time } from "./fields.ts"
import { nonceReply } from "./replies.ts"
import type { Transport } from "./transport.ts"

const kitReply = v.object({
  madeAt: time,
  lastTest: v.nullish(v.object({ at: time, by: id("usr"), name })),
})

/** Since when there is a recovery kit, and when it was last tested; times in Unix ms. */
export type KitState = v.InferOutput<typeof kitReply>

const TESTS = "/v1/kit/tests"

/** Whether the printed kit is still at hand, for the owner. */
export class KitTestsApi {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  state(): Promise<KitState> {
    return this.#transport.json(question("/v1/kit"), kitReply)
  }

  /** Proves the root key of the kit to the server, which takes nobody's word for it; the kit goes nowhere. */
  async passed(root: SignatureKey): Promise<KitState> {
    const { origin, now } = this.#transport
    const { nonce } = await this.#transport.json({ method: "POST", path: "/v1/nonces" }, nonceReply)
    const url = new URL(TESTS, origin).href
    const proof = await createProof(root, { method: "POST", url, nonce, now })
    return this.#transport.json(proven(TESTS, { proof }), kitReply)
  }
}
