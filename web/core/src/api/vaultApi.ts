import * as v from "valibot"
import { toBase64Url } from "../base64.ts"
import type { VaultWay } from "../vault/vaultWays.ts"
import { proven, question, segment } from "./calls.ts"
import { bytes, count, id } from "./fields.ts"
import type { Transport } from "./transport.ts"

const PATH = "/v1/vault"
const wayReply = v.object({ id: id("way"), wrapped: bytes })
const vaultReply = v.object({
  id: v.nullable(id("vlt")),
  ways: v.array(wayReply),
  parts: v.array(v.object({ conversation: id("cnv"), part: count, number: count })),
  deleted: v.array(id("cnv")),
  keys: v.nullish(v.object({ number: count, holdsRoot: v.boolean() })),
})
const partReply = v.object({ number: count, sealed: bytes })
const rootReply = v.object({ vault: id("vlt"), ways: v.array(wayReply), number: count, sealed: bytes })

/**
 * A person's vault as the server sees it. `id` is null when there is none. `deleted` are conversations of theirs that no
 * longer exist, whether a vault held them or not.
 */
export type StoredVault = v.InferOutput<typeof vaultReply>
export type SealedPart = v.InferOutput<typeof partReply>
/** What a browser of the owner needs to use the organisation's root with one of the ways in. */
export type SealedRoot = v.InferOutput<typeof rootReply>

/** The vault of whoever is signed in. The server keeps what it is given and can open none of it. */
export class VaultApi {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  look(): Promise<StoredVault> {
    return this.#transport.json(reading(PATH), vaultReply)
  }

  /** Two to ten ways. Throws Problem `conflict`, and nothing changed, when there is a vault already. */
  create(vault: string, ways: readonly VaultWay[]): Promise<void> {
    return this.#transport.created(writing(PATH, { vault, ways: ways.map(posted) }))
  }

  /** Throws Problem `conflict` when the vault is another one by now. */
  addWay(vault: string, way: VaultWay): Promise<void> {
    return this.#transport.created(writing(`${PATH}/ways`, { vault, way: posted(way) }))
  }

  /** Throws Problem `last_way_in` when fewer than two would remain. */
  removeWay(way: string): Promise<void> {
    return this.#transport.nothing(writing(`${PATH}/ways/${segment(way)}/remove`, {}))
  }

  /** The vault, every way into it and all it holds. */
  remove(): Promise<void> {
    return this.#transport.nothing(writing(`${PATH}/remove`, {}))
  }

  /** Throws Problem `not_found` when it was never written, or its conversation is deleted. */
  part(conversation: string, part: number): Promise<SealedPart> {
    return this.#transport.json(reading(partPath(conversation, part)), partReply)
  }

  /** Throws Problem `conflict` when another device has written since, or the vault is another one by now. */
  putPart(vault: string, conversation: string, part: number, { number, sealed }: SealedPart): Promise<void> {
    const body = { vault, number, sealed: toBase64Url(sealed) }
    return this.#transport.nothing({
      method: "PUT",
      path: partPath(conversation, part),
      token: true,
      cookie: true,
      body,
    })
  }

  /** Throws Problem `not_found` when the vault holds no keys yet. */
  keys(): Promise<SealedPart> {
    return this.#transport.json(reading(`${PATH}/keys`), partReply)
  }

  /** Throws Problem `conflict` when another browser has written since, or the vault is another one by now. */
  putKeys(vault: string, record: SealedPart): Promise<void> {
    const body = keysBody(vault, record)
    return this.#transport.nothing({ method: "PUT", path: `${PATH}/keys`, token: true, cookie: true, body })
  }

  /** Whether the owner's vault holds the organisation's root. Also for a browser that nobody has certified. */
  async isRootKept(): Promise<boolean> {
    return (await this.#transport.json(question(`${PATH}/root`), v.object({ kept: v.boolean() }))).kept
  }

  /** As `putKeys`; the organisation's root is among these keys. */
  keepRoot(vault: string, record: SealedPart): Promise<void> {
    return this.#transport.nothing(proven(`${PATH}/root`, keysBody(vault, record)))
  }

  /** As `putKeys`; the organisation's root is no longer among them. */
  removeRoot(vault: string, record: SealedPart): Promise<void> {
    return this.#transport.nothing(proven(`${PATH}/root/remove`, keysBody(vault, record)))
  }

  /** Shows among the account's events. Throws Problem `not_found` when the vault does not hold the root. */
  openRoot(): Promise<SealedRoot> {
    return this.#transport.json(proven(`${PATH}/root/open`, {}), rootReply)
  }
}

function keysBody(vault: string, { number, sealed }: SealedPart) {
  return { vault, number, sealed: toBase64Url(sealed) }
}

function posted({ id, wrapped }: VaultWay) {
  return { id, wrapped: toBase64Url(wrapped) }
}

function reading(path: string) {
  return { method: "GET", path, token: true } as const
}

function writing(path: string, body: object) {
  return { method: "POST", path, token: true, proof: true, body } as const
}

function partPath(conversation: string, part: number): string {
  return `${PATH}/conversations/${segment(conversation)}/parts/${part}`
}
