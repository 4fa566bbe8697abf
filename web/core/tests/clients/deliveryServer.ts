import { fromBase64Url, toBase64Url } from "../../src/base64.ts"
import { type CborValue, decodeCbor, encodeCbor } from "../../src/cbor.ts"
import type { OpenSocket, SocketEvents } from "../../src/environment.ts"

interface Member {
  readonly from: number
  cursor: number
}

interface Stored {
  readonly sequence: number
  /** The frame without its conversation and sequence. */
  readonly kind: number
  readonly rest: readonly CborValue[]
}

interface Held {
  readonly id: string
  readonly inbox: string
  readonly customer: string
  readonly members: Map<string, Member>
  readonly events: Stored[]
  /** Welcome bytes by device are all the same; sequence of the commit that brought each device in. */
  readonly welcomes: Map<number, Uint8Array>
  readonly answers: Map<string, { body: string; reply: unknown }>
  readonly wiped: Set<string>
  epoch: number
  status: "open" | "resolved"
  deletedAt: number | undefined
}

interface HeldDevice {
  readonly id: string
  readonly user: string | undefined
  readonly x: string
  readonly name: string
  certificate: string | null
  issuer: string | null
  stock: { keyPackage: string; lastResort: boolean }[]
  lastResort: string | undefined
}

interface CommandBody {
  readonly privateMessage?: string
  readonly commitment?: string
  readonly message?: string
  readonly epoch?: number
  readonly commit?: string
  readonly sequence?: number
  readonly status?: string
}

interface Accepted {
  readonly sequence: number
  readonly at: string
  readonly time: number
}

interface Line {
  readonly device: { id: string | undefined }
  readonly events: SocketEvents
}

/** Whoever made the group gets its commit, not a Welcome. */
const CREATOR = 0

export interface Posted {
  readonly path: string
  readonly body: string
}

/** The wire of api.md in memory: orders, stores and delivers, and lies when a test tells it to. */
export class DeliveryServer {
  readonly now: () => number
  readonly conversations = new Map<string, Held>()
  readonly devices = new Map<string, HeldDevice>()
  /** Every body that reached it, over HTTP and sockets. */
  readonly posted: Posted[] = []
  /** Changes the directory before it leaves. */
  tamperDirectory: (directory: Record<string, unknown>) => unknown = (directory) => directory
  tamperOffers: (offers: { device: string; keyPackage: string; lastResort: boolean }[]) => unknown[] = (o) =>
    o
  /** Changes what goes down a socket: drop, repeat, reorder. */
  tamperFrames: (
    device: string,
    frames: readonly (readonly CborValue[])[],
  ) => readonly (readonly CborValue[])[] = (_, frames) => frames
  /** A request that is lost on its way (before) or whose answer is (after). */
  lose: (method: string, path: string) => "before" | "after" | undefined = () => undefined
  /** A refusal for a path, before anything is done. */
  refuse: (method: string, path: string) => { status: number; code: string } | undefined = () => undefined
  blockSockets = false
  /** Devices whose messages get lost on the socket. */
  readonly mute = new Set<string>()
  /** Proofs that came over sockets, good or not. */
  proofs = 0
  /** How many got lost that way. */
  muted = 0
  readonly organisation: { readonly id: string; readonly root: string; readonly inbox: string }
  revocations: string[] = []
  readonly #lines = new Set<Line>()
  readonly #contacts = new Map<string, { body: string; reply: unknown }>()

  constructor(organisation: DeliveryServer["organisation"], now: () => number) {
    this.organisation = organisation
    this.now = now
  }

  /** `user` is who is signed in in this browser. */
  fetchFor(user: string | undefined): typeof fetch {
    return async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input)
      const method = init?.method ?? "GET"
      const body = typeof init?.body === "string" ? init.body : ""
      const loss = this.lose(method, url.pathname)
      if (loss === "before") throw new TypeError("network lost")
      if (method === "POST") this.posted.push({ path: url.pathname, body })
      const headers = new Headers(init?.headers)
      const reply = await this.#answer(method, url, body, headers, user, init?.signal ?? undefined)
      if (loss === "after") throw new TypeError("answer lost")
      return reply
    }
  }

  openSocket(_url: string, events: SocketEvents): OpenSocket {
    if (this.blockSockets) {
      queueMicrotask(() => events.closed(1006))
      return { send: () => false, close: () => undefined }
    }
    const line: Line = { device: { id: undefined }, events }
    this.#lines.add(line)
    queueMicrotask(() => this.#send(line, [[1, null, 0, "nonce-for-a-socket"]]))
    return {
      send: (bytes) => {
        if (!this.#lines.has(line)) return false
        queueMicrotask(() => this.#hear(line, bytes))
        return true
      },
      close: () => {
        if (this.#lines.delete(line)) queueMicrotask(() => events.closed(1000))
      },
    }
  }

  /** The network goes away under everybody, or one device. */
  cut(device?: string): void {
    for (const line of [...this.#lines]) {
      if (device !== undefined && line.device.id !== device) continue
      this.#lines.delete(line)
      line.events.closed(1006)
    }
  }

  /** Ends a device's streams and says why, or only closes them. */
  end(device: string, code?: string): void {
    for (const line of [...this.#lines]) if (line.device.id === device) this.#end(line, code)
  }

  /** Sends a frame that nobody asked for. */
  inject(device: string, frame: readonly CborValue[]): void {
    for (const line of this.#lines) if (line.device.id === device) this.#send(line, [frame])
  }

  held(id: string): Held {
    const held = this.conversations.get(id)
    if (held === undefined) throw new Error("no such conversation")
    return held
  }

  /** Puts an event into a conversation as if a member had sent it. */
  append(held: Held, kind: number, rest: readonly CborValue[]): { sequence: number; at: number } {
    const sequence = held.events.length + 1
    const at = this.now()
    held.events.push({ sequence, kind, rest: [at, ...rest] })
    for (const line of this.#lines) {
      const member = held.members.get(line.device.id ?? "")
      if (member === undefined || line.device.id === undefined || sequence < member.from) continue
      const frame = this.#frame(held, sequence, member)
      this.#send(line, this.tamperFrames(line.device.id, frame === undefined ? [] : [frame]))
    }
    return { sequence, at }
  }

  #frame(held: Held, sequence: number, member: Member): readonly CborValue[] | undefined {
    const event = held.events[sequence - 1]
    if (event === undefined) return undefined
    const welcome = held.welcomes.get(sequence)
    if (sequence === member.from && welcome !== undefined && event.kind === 4) {
      const [at, device, epoch] = event.rest
      const after = Number(epoch) + 1
      return [
        3,
        held.id,
        sequence,
        at ?? 0,
        device ?? "",
        after,
        welcome,
        held.inbox,
        held.customer,
        held.status,
      ]
    }
    return [event.kind, held.id, sequence, ...event.rest]
  }

  /** Everything that this device has not acknowledged, then caught-up. */
  missing(device: string): (readonly CborValue[])[] {
    const frames: (readonly CborValue[])[] = []
    for (const held of this.conversations.values()) {
      const member = held.members.get(device)
      if (member === undefined) continue
      const first = Math.max(member.cursor + 1, member.from)
      for (let sequence = first; sequence <= held.events.length; sequence++) {
        const frame = this.#frame(held, sequence, member)
        if (frame !== undefined) frames.push(frame)
      }
    }
    return frames
  }

  #send(line: Line, frames: readonly (readonly CborValue[])[]): void {
    for (const frame of frames) if (this.#lines.has(line)) line.events.message(encodeCbor(frame).buffer)
  }

  #hear(line: Line, bytes: Uint8Array): void {
    const frame = decodeCbor(bytes, { bytes: 1_100_000, depth: 1 })
    if (!Array.isArray(frame) || !this.#lines.has(line)) return
    const [kind, conversation, , ...rest] = frame
    this.posted.push({
      path: "socket",
      body: [...bytes].map((b) => b.toString(16).padStart(2, "0")).join(""),
    })
    if (kind === 32) this.#prove(line, String(rest[0]))
    const device = line.device.id
    if (device === undefined) return
    if (kind === 33) {
      if (this.mute.has(device)) {
        this.muted += 1
        return
      }
      const [request, message, epoch, privateMessage, commitment] = rest
      const { reply } = this.#message(device, conversation, message, epoch, privateMessage, commitment)
      const frames: CborValue[] =
        "sequence" in reply
          ? [10, conversation, reply.sequence, reply.time, request]
          : [11, conversation, 0, request, reply.code]
      this.#send(line, [frames])
    } else if (kind === 34) this.#acknowledge(conversation, device, Number(frame[2]))
    else if (kind === 35) {
      for (const other of this.#lines) {
        const isMember = this.held(conversation).members.has(other.device.id ?? "")
        if (other !== line && isMember) this.#send(other, [[8, conversation, 0, device, rest[0]]])
      }
    }
  }

  #prove(line: Line, proof: string): void {
    this.proofs += 1
    const device = this.#deviceOf(proof)
    if (device === undefined) {
      this.#end(line, "unauthenticated")
      return
    }
    line.device.id = device.id
    this.#send(line, [[2, null, 0, this.now()]])
    this.#send(line, [...this.tamperFrames(device.id, this.missing(device.id)), [9, null, 0, this.now()]])
  }

  #end(line: Line, code: string | undefined): void {
    if (code !== undefined) this.#send(line, [[13, null, 0, code]])
    this.#lines.delete(line)
    line.events.closed(4401)
  }

  #deviceOf(proof: string): HeldDevice | undefined {
    const header = JSON.parse(new TextDecoder().decode(fromBase64Url(proof.split(".")[0] ?? "")))
    return [...this.devices.values()].find(({ x }) => x === header.jwk.x)
  }

  #acknowledge(conversation: string, device: string, sequence: number): void {
    const member = this.conversations.get(conversation)?.members.get(device)
    if (member !== undefined) member.cursor = Math.max(member.cursor, sequence)
  }

  #message(
    device: string,
    conversation: string,
    message: string,
    epoch: number,
    privateMessage: Uint8Array,
    commitment: Uint8Array,
  ): { status: number; reply: Accepted | { code: string } } {
    const held = this.conversations.get(conversation)
    if (held === undefined || !held.members.has(device)) return { status: 404, reply: { code: "not_found" } }
    if (held.deletedAt !== undefined) return { status: 410, reply: { code: "deleted" } }
    const body = JSON.stringify([epoch, toBase64Url(privateMessage)])
    const known = held.answers.get(message)
    if (known !== undefined) {
      if (known.body !== body) return { status: 422, reply: { code: "idempotency_mismatch" } }
      return { status: 200, reply: known.reply as Accepted }
    }
    if (epoch !== held.epoch) return { status: 409, reply: { code: "stale_epoch" } }
    if (held.status === "resolved" && device === this.#customerDevice(held)) {
      held.status = "open"
      this.append(held, 6, [device, "open"])
    }
    const { sequence, at } = this.append(held, 5, [device, epoch, message, privateMessage, commitment])
    const reply = { sequence, at: new Date(at).toISOString(), time: at }
    held.answers.set(message, { body, reply })
    return { status: 200, reply }
  }

  #customerDevice(held: Held): string | undefined {
    return [...held.members].find(([, { from }]) => from === CREATOR)?.[0]
  }

  async #answer(
    method: string,
    url: URL,
    text: string,
    headers: Headers,
    user: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Response> {
    const refusal = this.refuse(method, url.pathname)
    if (refusal !== undefined) return problem(refusal.status, refusal.code)
    const body = text === "" ? {} : JSON.parse(text)
    const proof = headers.get("DPoP")
    const path = url.pathname.split("/").slice(2)
    const device = headers.get("Authorization")?.split(" ")[1] ?? ""
    const [area, id, what] = path
    if (area === "nonces") return json(200, { nonce: `nonce-${crypto.randomUUID()}` })
    if (area === "tokens") {
      const known = proof === null ? undefined : this.#deviceOf(proof)
      if (known === undefined) return problem(401, "unauthenticated")
      return json(200, { token: known.id, expiresAt: iso(this.now() + 300_000) })
    }
    if (area === "inboxes" && method === "GET") return json(200, this.tamperDirectory(this.directory()))
    if (area === "inboxes" && what === "key-packages") return this.#offers(body.devices)
    if (area === "inboxes" && what === "conversations") return this.#contact(body, text, headers, proof)
    if (area === "events") return this.#poll(device, Number(url.searchParams.get("wait")), signal)
    if (area === "session") return user === undefined ? problem(401, "unauthenticated") : json(200, {})
    if (area === "devices") return this.#deviceCall(method, id, body, user)
    if (area === "conversations" && id !== undefined)
      return this.#conversationCall(method, id, what, body, device, headers)
    return problem(404, "not_found")
  }

  directory(): Record<string, unknown> {
    const agents = [...this.devices.values()].filter(({ certificate }) => certificate !== null)
    return {
      inbox: this.organisation.inbox,
      name: "Help",
      greeting: "Good day",
      organisation: { id: this.organisation.id, name: "Example" },
      root: this.organisation.root,
      agents: agents.map(({ id, certificate, issuer }) => ({
        device: id,
        certificate,
        issuer,
        onDuty: true,
      })),
      revocations: this.revocations,
      keptDays: 30,
      contact: "",
      now: iso(this.now()),
    }
  }

  #offers(devices: readonly string[]): Response {
    const offers = devices.flatMap((id) => {
      const device = this.devices.get(id)
      const taken = device?.stock.shift()
      if (taken !== undefined) return [{ device: id, ...taken }]
      return device?.lastResort === undefined
        ? []
        : [{ device: id, keyPackage: device.lastResort, lastResort: true }]
    })
    return json(200, { keyPackages: this.tamperOffers(offers) })
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
    if (this.conversations.has(body.conversation) || proof === null) return problem(409, "conflict")
    const header = JSON.parse(new TextDecoder().decode(fromBase64Url(proof.split(".")[0] ?? "")))
    const customerDevice = {
      id: body.device,
      user: undefined,
      x: header.jwk.x,
      name: "",
      certificate: null,
      issuer: null,
    }
    this.devices.set(body.device, { ...customerDevice, stock: [], lastResort: undefined })
    const members = new Map([[body.device, { from: CREATOR, cursor: 0 }]])
    for (const { id, certificate } of this.devices.values()) {
      if (certificate !== null) members.set(id, { from: 1, cursor: 0 })
    }
    const held: Held = {
      ...{
        id: body.conversation,
        inbox: this.organisation.inbox,
        customer: body.customer,
        members,
        events: [],
      },
      ...{ welcomes: new Map(), answers: new Map(), wiped: new Set<string>() },
      ...{ epoch: 1, status: "open", deletedAt: undefined },
    }
    this.conversations.set(held.id, held)
    held.welcomes.set(1, fromBase64Url(body.welcome))
    this.append(held, 4, [body.device, 0, fromBase64Url(body.commit)])
    const { id, privateMessage, commitment } = body.message
    const { reply } = this.#message(
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
    while (this.missing(device).length === 0 && Date.now() < deadline) {
      signal?.throwIfAborted()
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    const frames = [...this.tamperFrames(device, this.missing(device)), [9, null, 0, this.now()]]
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
      const device = this.devices.get(id)
      if (device === undefined) return problem(404, "not_found")
      if (method === "POST") {
        device.stock.push(
          ...(body.keyPackages ?? []).map((keyPackage) => ({ keyPackage, lastResort: false })),
        )
        device.lastResort = body.lastResort ?? device.lastResort
        return json(200, { stock: device.stock.length })
      }
      const lastResortExpiresAt = device.lastResort === undefined ? null : iso(this.now() + 86_400_000)
      return json(200, { stock: device.stock.length, lastResortExpiresAt })
    }
    if (user === undefined) return problem(401, "unauthenticated")
    if (method === "GET") return json(200, { devices: this.#listed(user) })
    if (!this.devices.has(body.device)) {
      this.devices.set(body.device, {
        ...{ id: body.device, user, x: body.publicKey, name: body.name, certificate: null, issuer: null },
        ...{ stock: [], lastResort: undefined },
      })
    }
    return json(201, { device: body.device })
  }

  #listed(user: string): unknown[] {
    const own = [...this.devices.values()].filter((device) => device.user === user)
    return own.map((device) => ({
      ...{
        device: device.id,
        user,
        userName: device.name,
        name: device.name,
        publicKey: device.x,
        role: "agent",
      },
      ...{ inboxes: [this.organisation.inbox], createdAt: iso(this.now()), lastSeenAt: null, revoked: false },
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
    const held = this.conversations.get(id)
    const member = held?.members.get(device)
    if (held === undefined || member === undefined) return problem(404, "not_found")
    switch (what) {
      case "messages": {
        const message = fromBase64Url(String(body.privateMessage))
        const commitment = fromBase64Url(String(body.commitment))
        const { status, reply } = this.#message(
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
        const { sequence, at } = this.append(held, 4, [
          device,
          held.epoch - 1,
          fromBase64Url(String(body.commit)),
        ])
        const reply = { sequence, epoch: held.epoch, at: iso(at) }
        held.answers.set(key, { body: "", reply })
        return json(200, reply)
      }
      case "acknowledgements":
        this.#acknowledge(id, device, Number(body.sequence))
        return new Response(null, { status: 204 })
      case "status": {
        held.status = body.status === "resolved" ? "resolved" : "open"
        const { sequence, at } = this.append(held, 6, [device, held.status])
        return json(200, { sequence, at: iso(at) })
      }
      case "deletion": {
        const devices = [...held.members.keys()].map((member) => ({
          device: member,
          confirmedAt: held.wiped.has(member) ? iso(this.now()) : null,
        }))
        if (method === "GET") return json(200, { at: iso(held.deletedAt ?? 0), devices })
        held.deletedAt = this.now()
        this.append(held, 7, [device])
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
    const events = member === undefined ? [] : this.missing(device).filter((frame) => frame[1] === held.id)
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

function iso(time: number): string {
  return new Date(time).toISOString()
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } })
}

function problem(status: number, code: string): Response {
  return json(status, { type: "about:blank", title: code, status, code })
}
