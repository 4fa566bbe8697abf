import * as v from "valibot"
import { proven, question, segment } from "./calls.ts"
import { id, name, time } from "./fields.ts"
import type { Transport } from "./transport.ts"

const PATH = "/v1/api-tokens"

/** What a program can be allowed, as the console offers it. */
export const apiScopes = [
  "conversationsRead",
  "conversationsWrite",
  "directoryRead",
  "keyPackagesWrite",
] as const

/** A server of tomorrow may know more: the list must not be refused for one of them. */
const scope = v.fallback(v.picklist([...apiScopes, "other"]), "other")

export const tokensReply = v.object({
  tokens: v.array(
    v.object({
      id: id("apt"),
      name,
      scopes: v.array(scope),
      device: id("dev"),
      deviceName: name,
      createdAt: time,
      expiresAt: time,
      lastUsedAt: v.nullish(time),
      /** A network, never a whole address. */
      place: v.nullish(v.pipe(v.string(), v.maxLength(64))),
    }),
  ),
})

const createdReply = v.object({
  id: id("apt"),
  token: v.pipe(v.string(), v.regex(/^sotto_at_[\w-]{43}$/)),
  expiresAt: time,
})

export type ApiScope = (typeof apiScopes)[number]
export type OwnApiToken = v.InferOutput<typeof tokensReply>["tokens"][number]

export interface NewApiToken {
  readonly name: string
  readonly scopes: readonly ApiScope[]
  /** A certified device of one's own, whose key every use must prove. */
  readonly device: string
  /** 1 to 90. */
  readonly days: number
}

/** API tokens of one's own. Creating and revoking need a fresh verification. */
export class ApiTokensApi {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Those that neither expired nor were revoked, the newest first. */
  async list(): Promise<readonly OwnApiToken[]> {
    return (await this.#transport.json(question(PATH), tokensReply)).tokens
  }

  /** The token itself, which the server tells this once. */
  async create(wanted: NewApiToken): Promise<string> {
    return (await this.#transport.json(proven(PATH, wanted), createdReply)).token
  }

  revoke(token: string): Promise<void> {
    return this.#transport.nothing(proven(`${PATH}/${segment(token)}/revoke`, {}))
  }
}
