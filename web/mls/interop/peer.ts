import { createKeyPackage, type Lifetime, type Member, MlsError } from "../src/index.ts"
import { addressee, found, join, ratchetTreeOf } from "./entry.ts"
import { Fields, toHex } from "./fields.ts"
import { type Device, Names } from "./names.ts"
import type { Changes, Framing, Received, Seat } from "./seat.ts"

type Answer = Readonly<Record<string, unknown>>
type Command = (request: Fields) => Answer | Promise<Answer>

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Plays members of groups for a test in another language: a request is a line of JSON, and so is its answer. */
export class Peer {
  #clock: number | undefined
  #finished = false
  readonly #names = new Names(() => this.#now())
  readonly #commands: ReadonlyMap<string, Command> = new Map<string, Command>([
    ["clock", (request) => this.#setClock(request)],
    ["keyPackage", (request) => this.#keyPackage(request)],
    ["create", (request) => this.#create(request)],
    ["join", (request) => this.#join(request)],
    ["add", (request) => this.#commit(request, "add")],
    ["remove", (request) => this.#commit(request, "remove")],
    ["commit", (request) => this.#commit(request)],
    ["propose", (request) => this.#propose(request)],
    ["merge", (request) => this.#merge(request)],
    ["encrypt", (request) => this.#encrypt(request)],
    ["receive", (request) => this.#receive(request)],
    ["members", (request) => ({ members: this.#seat(request).members.map(shownMember) })],
    ["groupInfo", async (request) => shownTree(this.#seat(request))],
    ["exporter", (request) => this.#exporter(request)],
    ["epochAuthenticator", (request) => this.#epochAuthenticator(request)],
    ["epoch", (request) => ({ epoch: epochOf(this.#seat(request)) })],
    ["save", async (request) => ({ state: toHex(await this.#device(request).save()) })],
    ["load", (request) => this.#load(request)],
    ["drop", (request) => ({ dropped: this.#names.drop(request.text("name")) })],
    ["exit", () => this.#finish()],
  ])

  get finished(): boolean {
    return this.#finished
  }

  /** Never throws: what goes wrong is in the answer. */
  async answer(line: string): Promise<string> {
    let id: number | null = null
    try {
      const request = Fields.parse(line)
      id = request.number("id")
      const command = this.#commands.get(request.text("command"))
      if (command === undefined) throw new MlsError("request", `no command ${request.text("command")}`)
      return JSON.stringify({ id, ok: true, ...(await command(request)) })
    } catch (error) {
      return JSON.stringify({ id, ok: false, ...refusal(error) })
    }
  }

  #finish(): Answer {
    this.#finished = true
    return {}
  }

  #now(): number {
    return this.#clock ?? Date.now()
  }

  #setClock(request: Fields): Answer {
    this.#clock = request.has("now") ? request.number("now") : undefined
    return {}
  }

  async #keyPackage(request: Fields): Promise<Answer> {
    const device = await this.#names.orNew(request.text("name"))
    const made = await createKeyPackage({
      identity: request.bytes("identity"),
      key: device.key,
      lifetime: this.#lifetime(request),
      lastResort: request.flag("lastResort"),
    })
    device.keyPackages = [...device.keyPackages, made]
    return { keyPackage: toHex(made.keyPackage), reference: toHex(made.reference) }
  }

  async #create(request: Fields): Promise<Answer> {
    const device = await this.#names.orNew(request.text("name"))
    const founding = {
      groupId: groupIdOf(request),
      identity: request.bytes("identity"),
      lifetime: this.#lifetime(request),
    }
    device.enterGroup(await found(founding, engineOf(request), this.#names.context(device)))
    return shownPlace(device.seat)
  }

  async #join(request: Fields): Promise<Answer> {
    const device = this.#device(request)
    const invitation = {
      groupId: groupIdOf(request),
      welcome: request.bytes("welcome"),
      ratchetTree: request.optionalBytes("ratchetTree"),
    }
    const own = addressee(invitation.welcome, device.keyPackages)
    device.enterGroup(await join(invitation, own, engineOf(request), this.#names.context(device)))
    device.keyPackages = device.keyPackages.filter((other) => other !== own)
    return shownPlace(device.seat)
  }

  async #commit(request: Fields, kind?: "add" | "remove"): Promise<Answer> {
    const device = this.#device(request)
    const changes = changesOf(request, device.seat)
    if (kind === "add" && changes.keyPackages.length === 0) throw new MlsError("usage", "nobody to add")
    if (kind === "remove" && changes.leaves.length === 0) throw new MlsError("usage", "nobody to remove")
    const { commit, welcome, groupInfo, next } = await device.seat.commit(changes, framingOf(request))
    device.pending = next
    if (!request.flag("staged")) enterPending(device)
    return {
      commit: toHex(commit),
      welcome: welcome === undefined ? null : toHex(welcome),
      groupInfo: toHex(groupInfo),
      ratchetTree: toHex(ratchetTreeOf(next)),
      epoch: epochOf(next),
    }
  }

  async #propose(request: Fields): Promise<Answer> {
    const device = this.#device(request)
    const { message, next } = await device.seat.propose(changesOf(request, device.seat), framingOf(request))
    device.follow(next)
    return { message: toHex(message) }
  }

  #merge(request: Fields): Answer {
    const device = this.#device(request)
    enterPending(device)
    return { epoch: epochOf(device.seat) }
  }

  async #encrypt(request: Fields): Promise<Answer> {
    const device = this.#device(request)
    const authenticatedData = request.optionalBytes("authenticatedData")
    const { message, next } = await device.seat.protect(request.bytes("content"), authenticatedData)
    device.follow(next)
    return { message: toHex(message) }
  }

  async #receive(request: Fields): Promise<Answer> {
    const device = this.#device(request)
    const received = await device.seat.receive(request.bytes("message"))
    device.follow(received.next)
    return shownReceived(received)
  }

  async #exporter(request: Fields): Promise<Answer> {
    const context = request.optionalBytes("context")
    const secret = await this.#seat(request).exporter(
      request.text("label"),
      context,
      request.number("length"),
    )
    return { secret: toHex(secret) }
  }

  /** Not offered by the product's interface: read from the library's state. */
  #epochAuthenticator(request: Fields): Answer {
    return { epochAuthenticator: toHex(this.#seat(request).state.keySchedule.epochAuthenticator) }
  }

  async #load(request: Fields): Promise<Answer> {
    const device = await this.#names.load(request.text("name"), request.bytes("state"))
    return shownPlace(device.seat)
  }

  #lifetime(request: Fields): Lifetime {
    const now = this.#now()
    return {
      notBefore: request.has("notBefore") ? request.number("notBefore") : now - HOUR,
      notAfter: request.has("notAfter") ? request.number("notAfter") : now + 30 * DAY,
    }
  }

  #device(request: Fields): Device {
    return this.#names.known(request.text("name"))
  }

  #seat(request: Fields): Seat {
    return this.#device(request).seat
  }
}

function enterPending(device: Device): void {
  if (device.pending === undefined) throw new MlsError("usage", "no commit is pending")
  device.follow(device.seat.enter(device.pending))
  device.pending = undefined
}

/** The product's group ids are text. */
function groupIdOf(request: Fields): string {
  const bytes = request.bytes("groupId")
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
}

function engineOf(request: Fields): Seat["engine"] {
  return request.flag("library") ? "library" : "product"
}

function framingOf(request: Fields): Framing {
  return {
    privateMessage: request.flag("privateMessage"),
    treeInWelcome: !request.flag("withoutTree"),
    authenticatedData: request.optionalBytes("authenticatedData"),
  }
}

function changesOf(request: Fields, seat: Seat): Changes {
  const named = request.byteStrings("identities").map((identity) => leafOf(seat, toHex(identity)))
  return {
    keyPackages: request.byteStrings("keyPackages"),
    leaves: [...request.numbers("leaves"), ...named],
  }
}

function leafOf(seat: Seat, identity: string): number {
  const member = seat.members.find((other) => toHex(other.identity) === identity)
  if (member === undefined) throw new MlsError("usage", "no member has that identity")
  return member.leaf
}

function epochOf(seat: Seat): number {
  return Number(seat.state.groupContext.epoch)
}

function shownMember({ leaf, identity, signatureKey }: Member): Answer {
  return { leaf, identity: toHex(identity), signatureKey: toHex(signatureKey) }
}

function shownPlace(seat: Seat): Answer {
  return { epoch: epochOf(seat), leaf: seat.state.privatePath.leafIndex }
}

async function shownTree(seat: Seat): Promise<Answer> {
  return { groupInfo: toHex(await seat.groupInfo()), ratchetTree: toHex(ratchetTreeOf(seat)) }
}

function shownReceived(received: Received): Answer {
  const { kind, sender, next } = received
  const shown = { kind, sender: shownMember(sender), epoch: epochOf(next) }
  switch (received.kind) {
    case "application":
      return { ...shown, content: toHex(received.content) }
    case "commit":
      return { ...shown, selfRemoved: received.selfRemoved }
    case "proposal":
      return shown
  }
}

function refusal(error: unknown): Answer {
  if (error instanceof MlsError) return { rule: error.rule, message: error.message }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { rule: "unexpected", message }
}
