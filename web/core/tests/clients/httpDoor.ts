import { fromBase64Url, toBase64Url } from "../../src/base64.ts"
import { encodeCbor } from "../../src/cbor.ts"
import { AdmissionDoor } from "./admissionDoor.ts"
import { CustomerVaultDoor } from "./customerVaultDoor.ts"
import type { DeliveryServer } from "./deliveryServer.ts"
import { CREATOR, type Held } from "./held.ts"
import { iso, json, problem } from "./serverReplies.ts"
import { VaultDoor } from "./vaultDoor.ts"

interface CommandBody {
  readonly privateMessage?: string
  readonly commitment?: string
  readonly message?: string
  readonly epoch?: number
  readonly commit?: string
  readonly welcome?: string
  readonly keyPackage?: string
  readonly sequence?: number
  readonly status?: string
}

/** The commands of api.md over HTTP. */
export class HttpDoor {
  readonly #server: DeliveryServer
  readonly #contacts = new Map<string, { body: string; reply: unknown }>()
  /** The one token of each device; a new one ends the one before. */
  readonly #tokens = new Map<string, string>()

  readonly vaults: VaultDoor
  readonly customers: CustomerVaultDoor
  readonly admissions = new AdmissionDoor()

  constructor(server: DeliveryServer) {
    this.#server = server
    const deleted = () =>
      [...server.conversations.values()]
        .filter(({ deletedAt }) => deletedAt !== undefined)
        .map(({ id }) => id)
    this.vaults = new VaultDoor(deleted)
    this.customers = new CustomerVaultDoor(server, deleted)
  }

  endTokens(): void {
    this.#tokens.clear()
  }

  forgetContacts(): void {
    this.#contacts.clear()
  }

  async answer(
    method: string,
    url: URL,
    text: string,
    headers: Headers,
    user: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Response> {
    const refusal = this.#server.refuse(method, url.pathname)
    if (refusal !== undefined) return problem(refusal.status, refusal.code)
    const body = text === "" ? {} : JSON.parse(text)
    const proof = headers.get("DPoP")
    const path = url.pathname.split("/").slice(2)
    const token = headers.get("Authorization")?.split(" ")[1]
    const device = [...this.#tokens].find(([, held]) => held === token)?.[0] ?? ""
    if (token !== undefined && device === "") return problem(401, "token_ended")
    const [area, id, what] = path
    if (area === "nonces") return json(200, { nonce: `nonce-${crypto.randomUUID()}` })
    if (area === "tokens") {
      const known = proof === null ? undefined : this.#server.deviceOf(proof)
      if (known === undefined) return problem(401, "unauthenticated")
      const token = `token-${crypto.randomUUID()}`
      this.#tokens.set(known.id, token)
      this.#server.minted += 1
      return json(200, { token, expiresAt: iso(this.#server.now() + 300_000) })
    }
    if (area === "inboxes" && method === "GET")
      return json(200, this.#server.tamperDirectory(this.#server.directory()))
    if (area === "inboxes" && what === "key-packages") return this.#offers(body.devices)
    if (area === "inboxes" && what === "conversations") return this.#contact(body, text, headers, proof)
    if (area === "inboxes" && what === "returning-customers" && proof !== null)
      return this.customers.returning(body, proof)
    if (area === "customer-vault") return this.customers.answer(method, path, body, device)
    if (area === "admissions")
      return this.admissions.list(
        device,
        url.searchParams.get("after"),
        this.#server.conversations,
        this.#server.now(),
      )
    if (area === "events") return this.#poll(device, Number(url.searchParams.get("wait")), signal)
    if (area === "session") return user === undefined ? problem(401, "unauthenticated") : json(200, {})
    if (area === "company-keys") return json(200, { statement: this.#server.companyKeys })
    if (area === "vault" && user !== undefined) return this.vaults.answer(method, path, body, user)
    if (area === "devices") return this.#deviceCall(method, id, body, user)
    if (area === "conversations" && id === undefined)
      return json(200, { conversations: this.#conversationsOf(device) })
    if (area === "conversations" && id !== undefined)
      return this.#conversationCall(method, id, what, body, device, headers)
    return problem(404, "not_found")
  }

  #conversationsOf(device: string): unknown[] {
    const held = [...this.#server.conversations.values()].filter(({ members }) => members.has(device))
    return held.map(({ id, inbox, customer, status, epoch, events, members }) => ({
      ...{ conversation: id, inbox, customer, status, epoch },
      ...{ lastSequence: events.length, cursor: members.get(device)?.cursor ?? 0 },
      ...{ createdAt: iso(this.#server.now()), lastActivityAt: iso(this.#server.now()) },
    }))
  }

  #offers(devices: readonly string[]): Response {
    const offers = devices.flatMap((id) => {
      const device = this.#server.devices.get(id)
      const taken = device?.stock.shift()
      if (taken !== undefined) return [{ device: id, ...taken }]
      return device?.lastResort === undefined
        ? []
        : [{ device: id, keyPackage: device.lastResort, lastResort: true }]
    })
    return json(200, { keyPackages: this.#server.tamperOffers(offers) })
  }

  #contact(
    body: {
      conversation: string
      customer: string
      device: string
      credential: string
      commit: string
      welcome: string
      message: { id: string; privateMessage: string; commitment: string }
    },
    text: string,
    headers: Headers,
    proof: string | null,
  ): Response {
    const key = headers.get("Idempotency-Key") ?? ""
    const known = this.#contacts.get(key)
    if (known !== undefined)
      return known.body === text ? json(201, known.reply) : problem(422, "idempotency_mismatch")
    if (this.#server.conversations.has(body.conversation) || proof === null) return problem(409, "conflict")
    const header = JSON.parse(new TextDecoder().decode(fromBase64Url(proof.split(".")[0] ?? "")))
    const owner = this.customers.customers.get(body.device) ?? body.customer
    const isOthers = !this.customers.customers.has(body.device) && this.customers.has(body.customer)
    if (owner !== body.customer || isOthers) return problem(409, "conflict")
    this.customers.customers.set(body.device, owner)
    const customerDevice = {
      id: body.device,
      user: undefined,
      x: header.jwk.x,
      name: "",
      certificate: null,
      issuer: null,
    }
    this.#server.devices.set(body.device, { ...customerDevice, stock: [], lastResort: undefined })
    const members = new Map([[body.device, { from: CREATOR, cursor: 0 }]])
    for (const { id, certificate } of this.#server.devices.values()) {
      if (certificate !== null) members.set(id, { from: 1, cursor: 0 })
    }
    const held: Held = {
      ...{
        id: body.conversation,
        inbox: this.#server.organisation.inbox,
        customer: body.customer,
        members,
        events: [],
      },
      ...{ welcomes: new Map(), answers: new Map(), wiped: new Set<string>() },
      ...{ epoch: 1, status: "open", deletedAt: undefined },
    }
    this.#server.conversations.set(held.id, held)
    held.welcomes.set(1, fromBase64Url(body.welcome))
    this.#server.append(held, 4, [body.device, 0, fromBase64Url(body.commit)])
    const { id, privateMessage, commitment } = body.message
    const { reply } = this.#server.message(
      body.device,
      held.id,
      id,
      1,
      fromBase64Url(privateMessage),
      fromBase64Url(commitment),
    )
    const answer = { conversation: held.id, sequence: 2, at: "at" in reply ? reply.at : "" }
    this.#contacts.set(key, { body: text, reply: answer })
    return json(201, answer)
  }

  async #poll(device: string, wait: number, signal: AbortSignal | undefined): Promise<Response> {
    const deadline = Date.now() + Math.min(wait, 1) * 50
    while (this.#server.missing(device).length === 0 && Date.now() < deadline) {
      signal?.throwIfAborted()
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    const frames = [
      ...this.#server.tamperFrames(device, this.#server.missing(device)),
      [9, null, 0, this.#server.now()],
    ]
    const chunks = frames.map((frame) => encodeCbor(frame))
    return new Response(new Blob(chunks), { status: 200 })
  }

  #deviceCall(
    method: string,
    id: string | undefined,
    body: { device: string; name: string; publicKey: string; keyPackages?: string[]; lastResort?: string },
    user: string | undefined,
  ): Response {
    if (id !== undefined) {
      const device = this.#server.devices.get(id)
      if (device === undefined) return problem(404, "not_found")
      if (method === "POST") {
        device.stock.push(
          ...(body.keyPackages ?? []).map((keyPackage) => ({ keyPackage, lastResort: false })),
        )
        device.lastResort = body.lastResort ?? device.lastResort
        return json(200, { stock: device.stock.length })
      }
      const lastResortExpiresAt =
        device.lastResort === undefined ? null : iso(this.#server.now() + 86_400_000)
      return json(200, { stock: device.stock.length, lastResortExpiresAt })
    }
    if (user === undefined) return problem(401, "unauthenticated")
    if (method === "GET") return json(200, { devices: this.#listed(user) })
    if (!this.#server.devices.has(body.device)) {
      this.#server.devices.set(body.device, {
        ...{ id: body.device, user, x: body.publicKey, name: body.name, certificate: null, issuer: null },
        ...{ stock: [], lastResort: undefined },
      })
    }
    return json(201, { device: body.device })
  }

  #listed(user: string): unknown[] {
    const own = [...this.#server.devices.values()].filter((device) => device.user === user)
    return own.map((device) => ({
      ...{
        device: device.id,
        user,
        userName: device.name,
        name: device.name,
        publicKey: device.x,
        role: "agent",
      },
      ...{
        inboxes: [this.#server.organisation.inbox],
        createdAt: iso(this.#server.now()),
        lastSeenAt: null,
        revoked: false,
      },
      ...{ certificate: device.certificate, issuer: device.issuer, certificateExpiresAt: null },
      keyPackages: device.stock.length,
    }))
  }

  #conversationCall(
    method: string,
    id: string,
    what: string | undefined,
    body: CommandBody,
    device: string,
    headers: Headers,
  ): Response {
    const held = this.#server.conversations.get(id)
    const member = held?.members.get(device)
    if (held !== undefined && what === "admissions" && held.deletedAt === undefined) {
      const answer = this.admissions.ask(held, device, String(body.keyPackage))
      if (answer.ok) this.#server.tellOfAdmissions(held)
      return answer
    }
    if (held === undefined || member === undefined) return problem(404, "not_found")
    switch (what) {
      case "messages": {
        const message = fromBase64Url(String(body.privateMessage))
        const commitment = fromBase64Url(String(body.commitment))
        const { status, reply } = this.#server.message(
          device,
          id,
          String(body.message),
          Number(body.epoch),
          message,
          commitment,
        )
        if ("code" in reply)
          return reply.code === "stale_epoch" ? this.#stale(held, device) : problem(status, reply.code)
        return json(200, { sequence: reply.sequence, at: reply.at })
      }
      case "commits": {
        const key = headers.get("Idempotency-Key") ?? ""
        const known = held.answers.get(key)
        if (known !== undefined) return json(200, known.reply)
        if (body.epoch !== held.epoch) return this.#stale(held, device)
        held.epoch += 1
        const commit = fromBase64Url(String(body.commit))
        if (body.welcome !== undefined) this.admissions.admit(held, commit, fromBase64Url(body.welcome))
        const { sequence, at } = this.#server.append(held, 4, [device, held.epoch - 1, commit])
        const reply = { sequence, epoch: held.epoch, at: iso(at) }
        held.answers.set(key, { body: "", reply })
        return json(200, reply)
      }
      case "acknowledgements":
        this.#server.acknowledge(id, device, Number(body.sequence))
        return new Response(null, { status: 204 })
      case "status": {
        held.status = body.status === "resolved" ? "resolved" : "open"
        const { sequence, at } = this.#server.append(held, 6, [device, held.status])
        return json(200, { sequence, at: iso(at) })
      }
      case "deletion": {
        const devices = [...held.members.keys()].map((member) => ({
          device: member,
          confirmedAt: held.wiped.has(member) ? iso(this.#server.now()) : null,
        }))
        if (method === "GET") return json(200, { at: iso(held.deletedAt ?? 0), devices })
        held.deletedAt = this.#server.now()
        this.#server.append(held, 7, [device])
        return json(200, {
          at: iso(held.deletedAt),
          waiting: devices.map((waiting) => ({ device: waiting.device })),
        })
      }
      case "wipe-confirmations":
        held.wiped.add(device)
        return new Response(null, { status: 204 })
      default:
        return problem(404, "not_found")
    }
  }

  #stale(held: Held, device: string): Response {
    const member = held.members.get(device)
    const events =
      member === undefined ? [] : this.#server.missing(device).filter((frame) => frame[1] === held.id)
    const frames = events.map((frame) => toBase64Url(encodeCbor(frame)))
    return json(409, {
      type: "about:blank",
      title: "stale",
      status: 409,
      code: "stale_epoch",
      epoch: held.epoch,
      events: frames,
    })
  }
}
