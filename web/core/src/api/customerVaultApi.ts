import * as v from "valibot"
import { toBase64Url } from "../base64.ts"
import { accessOf, type WayIn } from "../vault/vaultWays.ts"
import { segment } from "./calls.ts"
import { id } from "./fields.ts"
import type { Transport } from "./transport.ts"
import { VaultApi, vaultReply } from "./vaultApi.ts"

const returnedReply = v.object({ customer: id("cus"), vault: vaultReply })
export type Returned = v.InferOutput<typeof returnedReply>

export interface Returning {
  readonly way: string
  readonly access: Uint8Array
  readonly device: string
  readonly credential: string
}

/** The vault of the customer whose device calls. */
export class CustomerVaultApi extends VaultApi {
  readonly #anybody: Transport

  constructor(transport: Transport) {
    super(transport, "/v1/customer-vault")
    this.#anybody = transport
  }

  /** The server changes no way of a customer's without the access secret of one that is there. */
  override async shown(known: WayIn | undefined): Promise<object> {
    if (known === undefined) throw new TypeError("a customer shows a way in")
    const access = await accessOf(known)
    try {
      return { known: { way: known.id, access: toBase64Url(access) } }
    } finally {
      access.fill(0)
    }
  }

  /**
   * Makes this device one of the customer whose way it is. Throws Problem `not_found` when nobody has such a way, `conflict`
   * when the device is somebody's already, and `quota`. Repeated, it gives the same answer.
   */
  returnTo(inbox: string, { access, ...rest }: Returning): Promise<Returned> {
    const path = `/v1/inboxes/${segment(inbox)}/returning-customers`
    const body = { ...rest, access: toBase64Url(access) }
    return this.#anybody.json({ method: "POST", path, proof: true, body }, returnedReply)
  }
}
