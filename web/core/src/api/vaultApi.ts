import * as v from "valibot"
import { toBase64Url } from "../base64.ts"
import type { VaultWay } from "../vault/vaultWays.ts"
import { segment } from "./calls.ts"
import { bytes, count, id } from "./fields.ts"
import type { Transport } from "./transport.ts"

export const vaultReply = v.object({
  id: v.nullable(id("vlt")),
  ways: v.array(v.object({ id: id("way"), wrapped: bytes })),
  parts: v.array(v.object({ conversation: id("cnv"), part: count, number: count })),
  deleted: v.array(id("cnv")),
})
const partReply = v.object({ number: count, sealed: bytes })

/**
 * A person's vault as the server sees it. `id` is null when there is none. `deleted` are conversations of theirs that no
 * longer exist, whether a vault held them or not.
 */
export type StoredVault = v.InferOutput<typeof vaultReply>
export type SealedPart = v.InferOutput<typeof partReply>

/** The vault of whoever calls. The server keeps what it is given and can open none of it. */
export class VaultApi {
  readonly #transport: Transport
  readonly #path: string

  /** `path` is where vaults of this kind of person are. */
  constructor(transport: Transport, path = "/v1/vault") {
    this.#transport = transport
    this.#path = path
  }

  look(): Promise<StoredVault> {
    return this.#transport.json(reading(this.#path), vaultReply)
  }

  /** Two to ten ways. Throws Problem `conflict`, and nothing changed, when there is a vault already. */
  create(vault: string, ways: readonly VaultWay[]): Promise<void> {
    return this.#transport.created(writing(this.#path, { vault, ways: ways.map(posted) }))
  }

  /** Throws Problem `conflict` when the vault is another one by now. */
  addWay(vault: string, way: VaultWay): Promise<void> {
    return this.#transport.created(writing(`${this.#path}/ways`, { vault, way: posted(way) }))
  }

  /** Throws Problem `last_way_in` when fewer than two would remain. */
  removeWay(way: string): Promise<void> {
    return this.#transport.nothing(writing(`${this.#path}/ways/${segment(way)}/remove`, {}))
  }

  /** The vault, every way into it and all it holds. */
  remove(): Promise<void> {
    return this.#transport.nothing(writing(`${this.#path}/remove`, {}))
  }

  /** Throws Problem `not_found` when it was never written, or its conversation is deleted. */
  part(conversation: string, part: number): Promise<SealedPart> {
    return this.#transport.json(reading(this.#partPath(conversation, part)), partReply)
  }

  /** Throws Problem `conflict` when another device has written since, or the vault is another one by now. */
  putPart(vault: string, conversation: string, part: number, { number, sealed }: SealedPart): Promise<void> {
    const body = { vault, number, sealed: toBase64Url(sealed) }
    return this.#transport.nothing({
      method: "PUT",
      path: this.#partPath(conversation, part),
      token: true,
      cookie: true,
      body,
    })
  }

  #partPath(conversation: string, part: number): string {
    return `${this.#path}/conversations/${segment(conversation)}/parts/${part}`
  }
}

function posted({ id, wrapped, accessHash }: VaultWay) {
  const access = accessHash === undefined ? {} : { accessHash: toBase64Url(accessHash) }
  return { id, wrapped: toBase64Url(wrapped), ...access }
}

function reading(path: string) {
  return { method: "GET", path, token: true } as const
}

function writing(path: string, body: object) {
  return { method: "POST", path, token: true, proof: true, body } as const
}
