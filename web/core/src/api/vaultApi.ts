import * as v from "valibot"
import { toBase64Url } from "../base64.ts"
import type { VaultWay, WayIn } from "../vault/vaultWays.ts"
import { proven, question, segment } from "./calls.ts"
import { bytes, count, id } from "./fields.ts"
import type { Transport } from "./transport.ts"

const wayReply = v.object({ id: id("way"), wrapped: bytes })
export const vaultReply = v.object({
  id: v.nullable(id("vlt")),
  ways: v.array(wayReply),
  parts: v.array(v.object({ conversation: id("cnv"), part: count, number: count, hash: v.nullish(bytes) })),
  deleted: v.array(id("cnv")),
  keys: v.nullish(v.object({ number: count, hash: v.nullish(bytes) })),
  root: v.nullish(v.object({ number: count, kept: v.boolean() })),
})
const partReply = v.object({ number: count, sealed: bytes })
const rootReply = v.object({ vault: id("vlt"), ways: v.array(wayReply), number: count, sealed: bytes })

/**
 * A person's vault as the server sees it. `id` is null when there is none. `deleted` are conversations of theirs that no
 * longer exist, whether a vault held them or not.
 */
export type StoredVault = v.InferOutput<typeof vaultReply>
export type SealedPart = v.InferOutput<typeof partReply>
/** What a browser of the owner needs to open what certifies with one of the ways in. */
export type SealedRoot = v.InferOutput<typeof rootReply>

/** The vault of whoever calls. The server keeps what it is given and can open none of it. */
export class VaultApi {
  readonly #transport: Transport
  readonly #path: string

  /** `path` is where vaults of this kind of person are. */
  constructor(transport: Transport, path: string) {
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

  /** Throws Problem `conflict` when the vault is another one by now. `shown` is what `shown()` made of a way in. */
  addWay(vault: string, way: VaultWay, shown: object = {}): Promise<void> {
    return this.#transport.created(writing(`${this.#path}/ways`, { vault, way: posted(way), ...shown }))
  }

  /** Throws Problem `last_way_in` when fewer than two would remain. */
  removeWay(way: string, shown: object = {}): Promise<void> {
    return this.#transport.nothing(writing(`${this.#path}/ways/${segment(way)}/remove`, shown))
  }

  /** The vault, every way into it and all it holds. */
  remove(shown: object = {}): Promise<void> {
    return this.#transport.nothing(writing(`${this.#path}/remove`, shown))
  }

  /** What a change of the ways shows of one that is there. Staff show nothing of it: they verify themselves anew. */
  async shown(_: WayIn | undefined): Promise<object> {
    return {}
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

const STAFF = "/v1/vault"

/** The vault of whoever is signed in, which holds keys as well. */
export class StaffVaultApi extends VaultApi {
  readonly #staff: Transport

  constructor(transport: Transport) {
    super(transport, STAFF)
    this.#staff = transport
  }

  /** Throws Problem `not_found` when the vault holds no keys yet. */
  keys(): Promise<SealedPart> {
    return this.#staff.json(reading(`${STAFF}/keys`), partReply)
  }

  /** Throws Problem `conflict` when another browser has written since, or the vault is another one by now. */
  putKeys(vault: string, record: SealedPart): Promise<void> {
    const body = sealedBody(vault, record)
    return this.#staff.nothing({ method: "PUT", path: `${STAFF}/keys`, token: true, cookie: true, body })
  }

  /** Whether the owner's vault holds what certifies: the organisation's root, an issuer, or both. Also for a browser that nobody has certified. */
  async isRootKept(): Promise<boolean> {
    return (await this.#staff.json(question(`${STAFF}/root`), v.object({ kept: v.boolean() }))).kept
  }

  /** What certifies, sealed. As `putKeys`. */
  keepRoot(vault: string, record: SealedPart): Promise<void> {
    return this.#staff.nothing(proven(`${STAFF}/root`, sealedBody(vault, record)))
  }

  /** As `putKeys`, and throws Problem `not_found` when it is not there. */
  removeRoot(vault: string, number: number): Promise<void> {
    return this.#staff.nothing(proven(`${STAFF}/root/remove`, { vault, number }))
  }

  /** Shows among the account's events. Throws Problem `not_found` when the vault does not hold it. */
  openRoot(): Promise<SealedRoot> {
    return this.#staff.json(proven(`${STAFF}/root/open`, {}), rootReply)
  }
}

function sealedBody(vault: string, { number, sealed }: SealedPart) {
  return { vault, number, sealed: toBase64Url(sealed) }
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
