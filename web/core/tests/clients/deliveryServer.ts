import { fromBase64Url, toBase64Url } from "../../src/base64.ts"
import { type CborValue, decodeCbor, encodeCbor } from "../../src/cbor.ts"
import type { OpenSocket, SocketEvents } from "../../src/environment.ts"
import { type Accepted, customerDevice, type Frame, frameAt, type Held, type HeldDevice } from "./held.ts"
import { HttpDoor } from "./httpDoor.ts"
import { iso } from "./serverReplies.ts"

interface Line {
  readonly device: { id: string | undefined }
  readonly events: SocketEvents
}

export interface Posted {
  readonly path: string
  readonly body: string
}

/** Something of the directory is to be fetched again. */
const LOOK: Frame = [14, null, 0, "devices"]

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
  tamperFrames: (device: string, frames: readonly Frame[]) => readonly Frame[] = (_, frames) => frames
  /** A request that is lost on its way (before) or whose answer is (after). */
  lose: (method: string, path: string) => "before" | "after" | undefined = () => undefined
  /** A refusal for a path, before anything is done. */
  refuse: (method: string, path: string) => { status: number; code: string } | undefined = () => undefined
  blockSockets = false
  /** Devices whose messages get lost on the socket. */
  readonly mute = new Set<string>()
  /** Proofs that came over sockets, good or not. */
  proofs = 0
  /** Tokens given out. */
  minted = 0
  /** How many got lost that way. */
  muted = 0
  readonly organisation: { readonly id: string; readonly root: string; readonly inbox: string }
  companyKeys: string | null = null
  revocations: string[] = []
  readonly #lines = new Set<Line>()
  readonly #http = new HttpDoor(this)

  constructor(organisation: DeliveryServer["organisation"], now: () => number) {
    this.organisation = organisation
    this.now = now
  }

  /** `user` is who is signed in in this browser. */
  get vaults() {
    return this.#http.vaults
  }

  get customers() {
    return this.#http.customers
  }

  /** Who waits to be let in. */
  get admissions() {
    return this.#http.admissions
  }

  /** Has the members of a conversation look at who waits. */
  tellOfAdmissions(held: Held): void {
    for (const device of held.members.keys()) this.inject(device, LOOK)
  }

  fetchFor(user: string | undefined): typeof fetch {
    return async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input)
      const method = init?.method ?? "GET"
      const body = typeof init?.body === "string" ? init.body : ""
      const loss = this.lose(method, url.pathname)
      if (loss === "before") throw new TypeError("network lost")
      if (method === "POST") this.posted.push({ path: url.pathname, body })
      const headers = new Headers(init?.headers)
      const reply = await this.#http.answer(method, url, body, headers, user, init?.signal ?? undefined)
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

  /** As after a restart: nobody's token is good any more. */
  endTokens(): void {
    this.#http.endTokens()
  }

  /** As after some days: first contacts are no longer recognised by their key. */
  forgetContacts(): void {
    this.#http.forgetContacts()
  }

  /** Sends a frame that nobody asked for. */
  inject(device: string, frame: Frame): void {
    for (const line of this.#lines) if (line.device.id === device) this.#send(line, [frame])
  }

  held(id: string): Held {
    const held = this.conversations.get(id)
    if (held === undefined) throw new Error("no such conversation")
    return held
  }

  /** Puts an event into a conversation as if a member had sent it. */
  append(held: Held, kind: number, rest: Frame): { sequence: number; at: number } {
    const sequence = held.events.length + 1
    const at = this.now()
    held.events.push({ sequence, kind, rest: [at, ...rest] })
    for (const line of this.#lines) {
      const member = held.members.get(line.device.id ?? "")
      if (member === undefined || line.device.id === undefined || sequence < member.from) continue
      const frame = frameAt(held, sequence, member)
      this.#send(line, this.tamperFrames(line.device.id, frame === undefined ? [] : [frame]))
    }
    return { sequence, at }
  }

  /** Everything that this device has not acknowledged, then caught-up. */
  missing(device: string): Frame[] {
    const frames: Frame[] = []
    for (const held of this.conversations.values()) {
      const member = held.members.get(device)
      if (member === undefined) continue
      const first = Math.max(member.cursor + 1, member.from)
      for (let sequence = first; sequence <= held.events.length; sequence++) {
        const frame = frameAt(held, sequence, member)
        if (frame !== undefined) frames.push(frame)
      }
    }
    return frames
  }

  #send(line: Line, frames: readonly Frame[]): void {
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
      const { reply } = this.message(device, conversation, message, epoch, privateMessage, commitment)
      const frames: CborValue[] =
        "sequence" in reply
          ? [10, conversation, reply.sequence, reply.time, request]
          : [11, conversation, 0, request, reply.code]
      this.#send(line, [frames])
    } else if (kind === 34) this.acknowledge(conversation, device, Number(frame[2]))
    else if (kind === 35) {
      for (const other of this.#lines) {
        const isMember = this.held(conversation).members.has(other.device.id ?? "")
        if (other !== line && isMember) this.#send(other, [[8, conversation, 0, device, rest[0]]])
      }
    }
  }

  #prove(line: Line, proof: string): void {
    this.proofs += 1
    const device = this.deviceOf(proof)
    if (device === undefined) {
      this.#end(line, "unauthenticated")
      return
    }
    line.device.id = device.id
    this.#send(line, [[2, null, 0, this.now()]])
    const look = this.admissions.before(device.id, this.conversations).length > 0 ? [LOOK] : []
    const missing = this.tamperFrames(device.id, this.missing(device.id))
    this.#send(line, [...missing, ...look, [9, null, 0, this.now()]])
  }

  #end(line: Line, code: string | undefined): void {
    if (code !== undefined) this.#send(line, [[13, null, 0, code]])
    this.#lines.delete(line)
    line.events.closed(4401)
  }

  deviceOf(proof: string): HeldDevice | undefined {
    const header = JSON.parse(new TextDecoder().decode(fromBase64Url(proof.split(".")[0] ?? "")))
    return [...this.devices.values()].find(({ x }) => x === header.jwk.x)
  }

  acknowledge(conversation: string, device: string, sequence: number): void {
    const member = this.conversations.get(conversation)?.members.get(device)
    if (member !== undefined) member.cursor = Math.max(member.cursor, sequence)
  }

  message(
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
    if (held.status === "resolved" && device === customerDevice(held)) {
      held.status = "open"
      this.append(held, 6, [device, "open"])
    }
    const { sequence, at } = this.append(held, 5, [device, epoch, message, privateMessage, commitment])
    const reply = { sequence, at: new Date(at).toISOString(), time: at }
    held.answers.set(message, { body, reply })
    return { status: 200, reply }
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
}
