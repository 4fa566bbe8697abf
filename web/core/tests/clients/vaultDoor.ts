import { createHash } from "node:crypto"
import { json, problem } from "./serverReplies.ts"

interface Part {
  number: number
  sealed: string
}

interface Held {
  readonly id: string
  ways: { id: string; wrapped: string; accessHash?: string }[]
  readonly parts: Map<string, Part>
  keys?: Part
  /** Without `sealed`: it was taken out. */
  root?: { readonly number: number; readonly sealed?: string }
}

export interface VaultBody {
  readonly vault?: string
  readonly ways?: Held["ways"]
  readonly way?: Held["ways"][number]
  readonly number?: number
  readonly sealed?: string
}

/** The vaults of one kind of people, as the server keeps them. */
export class VaultDoor {
  readonly held = new Map<string, Held>()
  puts = 0
  /** What another browser does just before keys or the root are written. */
  beforeKeys: (() => void) | undefined
  /** What the server does as soon as somebody has looked. */
  afterLook: (() => void) | undefined
  /** How a server answers that refuses keys, and nothing else. */
  refuseKeys: (() => Response) | undefined
  readonly #deleted: () => readonly string[]

  constructor(deleted: () => readonly string[]) {
    this.#deleted = deleted
  }

  answer(method: string, path: readonly string[], body: VaultBody, user: string): Response {
    const vault = this.held.get(user)
    const [, area, id = "", , part = ""] = path
    if (area === undefined && method === "GET") {
      const seen = json(200, this.#look(vault))
      this.afterLook?.()
      return seen
    }
    if (area === undefined) return this.#create(body, user)
    if (vault === undefined) return problem(404, "not_found")
    if (area === "remove") {
      this.held.delete(user)
      return new Response(null, { status: 204 })
    }
    if (area === "keys") return this.#keys(vault, method, body)
    if (area === "root") return this.#root(vault, id, body)
    if (area === "ways") return id === "" ? addWay(vault, body) : removeWay(vault, id)
    if (this.#deleted().includes(id)) return problem(404, "not_found")
    const stored = vault.parts.get(`${id} ${part}`)
    if (method === "GET") return stored === undefined ? problem(404, "not_found") : json(200, stored)
    if (body.vault !== vault.id || body.number !== (stored?.number ?? 0) + 1) return problem(409, "conflict")
    this.puts += 1
    vault.parts.set(`${id} ${part}`, { number: body.number, sealed: String(body.sealed) })
    return new Response(null, { status: 204 })
  }

  #look(vault: Held | undefined) {
    const parts = [...(vault?.parts ?? [])].map(([place, { number, sealed }]) => {
      const [conversation = "", part] = place.split(" ")
      return { conversation, part: Number(part), number, hash: hashOf(sealed) }
    })
    const kept = parts.filter(({ conversation }) => !this.#deleted().includes(conversation))
    const { number, sealed } = vault?.root ?? {}
    return {
      ...{ id: vault?.id ?? null, ways: vault?.ways ?? [], parts: kept, deleted: this.#deleted() },
      keys: vault?.keys === undefined ? null : keysOf(vault.keys),
      root: number === undefined ? null : { number, kept: sealed !== undefined },
    }
  }

  #keys(vault: Held, method: string, body: VaultBody): Response {
    if (this.refuseKeys !== undefined) return this.refuseKeys()
    if (method === "GET") return vault.keys === undefined ? problem(404, "not_found") : json(200, vault.keys)
    this.beforeKeys?.()
    const number = (vault.keys?.number ?? 0) + 1
    if (body.vault !== vault.id || body.number !== number) return problem(409, "conflict")
    vault.keys = { number, sealed: String(body.sealed) }
    return new Response(null, { status: 204 })
  }

  #root(vault: Held, id: string, body: VaultBody): Response {
    const isKept = vault.root?.sealed !== undefined
    if (id !== "" && !isKept) return problem(404, "not_found")
    if (id === "open") return json(200, { vault: vault.id, ways: vault.ways, ...vault.root })
    this.beforeKeys?.()
    const number = (vault.root?.number ?? 0) + 1
    if (body.vault !== vault.id || body.number !== number) return problem(409, "conflict")
    vault.root = id === "remove" ? { number } : { number, sealed: String(body.sealed) }
    return new Response(null, { status: 204 })
  }

  #create({ vault, ways }: VaultBody, user: string): Response {
    if (this.held.has(user) || vault === undefined || ways === undefined) return problem(409, "conflict")
    this.held.set(user, { id: vault, ways: [...ways], parts: new Map() })
    return json(201, {})
  }
}

function addWay(vault: Held, body: VaultBody): Response {
  if (body.vault !== vault.id || body.way === undefined) return problem(409, "conflict")
  vault.ways.push(body.way)
  return json(201, {})
}

function removeWay(vault: Held, id: string): Response {
  if (vault.ways.length < 3) return problem(409, "last_way_in")
  vault.ways = vault.ways.filter((way) => way.id !== id)
  return new Response(null, { status: 204 })
}

function keysOf({ number, sealed }: Part) {
  return { number, hash: hashOf(sealed) }
}

function hashOf(sealed: string): string {
  return createHash("sha256").update(Buffer.from(sealed, "base64url")).digest("base64url")
}
