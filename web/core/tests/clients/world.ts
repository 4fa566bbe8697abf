import "fake-indexeddb/auto"
import { generateSignatureKey, type SignatureKey } from "@sotto/mls"
import { IDBFactory } from "fake-indexeddb"
import { expect } from "vitest"
import { staffDevice } from "../../src/accounts/staffDevice.ts"
import type { Session } from "../../src/api/replies.ts"
import { fromBase64Url, toBase64Url } from "../../src/base64.ts"
import { issueAgent, issueIssuer, issueRevocations } from "../../src/certificates/issue.ts"
import { openCustomerChat } from "../../src/customer.ts"
import { openDesk } from "../../src/desk.ts"
import type { Environment } from "../../src/environment.ts"
import { newId } from "../../src/ids.ts"
import type { CustomerChat, CustomerChatOptions, Desk, MessageRow } from "../../src/views.ts"
import { FakeLocks } from "../fixtures/fakeLocks.ts"
import { DeliveryServer } from "./deliveryServer.ts"

export const ORIGIN = "https://chat.example"
export const DAY = 86_400_000
const START = Date.UTC(2026, 10, 23)

Object.defineProperty(globalThis, "WebSocket", { value: class {}, configurable: true })

/** Waits until the condition holds; says which one did not. */
export async function until(condition: () => unknown, what = condition.toString()): Promise<void> {
  await expect.poll(() => Boolean(condition()), { message: what }).toBe(true)
}

/** A browser: tabs share its locks, its channel and its storage. */
export class Browser {
  readonly #locks = new FakeLocks()
  readonly #listeners = new Map<string, Set<(note: unknown) => void>>()
  readonly world: World
  readonly user: string | undefined
  online = true
  persisted = 0
  readonly #network = new Set<() => void>()

  constructor(world: World, user?: string) {
    this.world = world
    this.user = user
  }

  setOnline(online: boolean): void {
    this.online = online
    for (const listener of this.#network) listener()
  }

  environment(): Environment {
    const { world } = this
    const reach = world.server.fetchFor(this.user)
    return {
      now: world.now,
      random: () => 0.5,
      after: world.after,
      fetch: (input, init) => (this.online ? reach(input, init) : Promise.reject(new TypeError("offline"))),
      openSocket: (url, events) => world.server.openSocket(url, events),
      isOnline: () => this.online,
      watchNetwork: (listener) => {
        this.#network.add(listener)
        return () => this.#network.delete(listener)
      },
      locks: this.#locks,
      indexedDB: globalThis.indexedDB,
      openChannel: (name, listener) => this.openChannel(name, listener),
      report: (error) => world.faults.push(error),
      persist: async () => {
        this.persisted += 1
      },
    }
  }

  openChannel(name: string, listener: (note: unknown) => void) {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners)
    listeners.add(listener)
    return {
      post: (note: unknown) => {
        for (const other of listeners) if (other !== listener) queueMicrotask(() => other(note))
      },
      close: () => {
        listeners.delete(listener)
      },
    }
  }
}

type Identify = CustomerChatOptions["identify"]

/** An organisation with its keys, its server and its people. */
export class World {
  readonly organisation = newId("org")
  readonly inbox = newId("inb")
  readonly owner = newId("usr")
  readonly root: SignatureKey
  readonly issuerKey: SignatureKey
  readonly issuer: string
  readonly server: DeliveryServer
  readonly faults: unknown[] = []
  readonly #opened: { close(): void }[] = []
  #offset = 0
  #later: { at: number; work: () => void }[] = []
  revocationNumber = 1

  private constructor(root: SignatureKey, issuerKey: SignatureKey, issuer: (world: World) => string) {
    this.root = root
    this.issuerKey = issuerKey
    this.issuer = issuer(this)
    const shown = { id: this.organisation, root: toBase64Url(root.publicKey), inbox: this.inbox }
    this.server = new DeliveryServer(shown, this.now)
  }

  static async create(): Promise<World> {
    globalThis.indexedDB = new IDBFactory()
    const root = await generateSignatureKey()
    const issuerKey = await generateSignatureKey()
    const world = new World(root, issuerKey, () => "")
    const subject = {
      organisation: world.organisation,
      user: world.owner,
      name: "Olga",
      publicKey: issuerKey.publicKey,
    }
    Object.assign(world, { issuer: await issueIssuer(root, subject, START - DAY) })
    await world.revoke([])
    return world
  }

  readonly now = (): number => START + this.#offset

  /** Short waits pass a hundred times faster; long ones only when `advance` makes them. */
  readonly after = (milliseconds: number, work: () => void): (() => void) => {
    if (milliseconds < 60_000) {
      const timer = setTimeout(work, milliseconds / 100)
      return () => clearTimeout(timer)
    }
    const entry = { at: this.now() + milliseconds, work }
    this.#later.push(entry)
    return () => {
      this.#later = this.#later.filter((other) => other !== entry)
    }
  }

  advance(milliseconds: number): void {
    this.#offset += milliseconds
    const due = this.#later.filter(({ at }) => at <= this.now())
    this.#later = this.#later.filter(({ at }) => at > this.now())
    for (const { work } of due) work()
  }

  async revoke(revoked: readonly string[]): Promise<void> {
    const list = {
      organisation: this.organisation,
      number: this.revocationNumber,
      revoked: revoked.map((jti) => ({ jti, at: this.now() })),
    }
    this.revocationNumber += 1
    this.server.revocations = [await issueRevocations(this.issuerKey, list, this.now())]
  }

  session(user: string, name: string): Session {
    const root = fromBase64Url(toBase64Url(this.root.publicKey))
    return {
      user: { id: user, name, role: "agent" },
      organisation: { id: this.organisation, name: "Example", root },
      inboxes: [{ id: this.inbox, name: "Help", greeting: "Good day", sites: [] }],
      publicOrigin: ORIGIN,
      ...{ id: newId("ses"), method: "passkey" },
      ...{ expiresAt: this.now() + DAY, idleUntil: this.now() + DAY, freshUntil: this.now() },
    }
  }

  certificate(
    user: string,
    name: string,
    device: string,
    publicKey: Uint8Array,
    issuer = this.issuerKey,
  ): Promise<string> {
    const subject = {
      organisation: this.organisation,
      user,
      name,
      role: "agent",
      device,
      inboxes: [this.inbox],
      publicKey,
    } as const
    return issueAgent(issuer, subject, this.now())
  }

  /** The owner's console certifies a device that has registered. */
  async certify(user: string, name: string): Promise<void> {
    const { id, key } = await staffDevice(user)
    await until(() => this.server.devices.has(id))
    const device = this.server.devices.get(id)
    if (device === undefined) throw new Error("not registered")
    device.certificate = await this.certificate(user, name, id, key.publicKey)
    device.issuer = this.issuer
  }

  async openDesk(user: string, name: string, browser = new Browser(this, user)): Promise<Desk> {
    const desk = await openDesk(
      { origin: ORIGIN, session: this.session(user, name), deviceName: "Desk" },
      browser.environment(),
    )
    this.#opened.push(desk)
    return desk
  }

  /** A certified agent, online and with key packages in stock. */
  async hire(
    name: string,
  ): Promise<{ readonly desk: Desk; readonly user: string; readonly browser: Browser }> {
    const user = newId("usr")
    const browser = new Browser(this, user)
    const desk = await this.openDesk(user, name, browser)
    await this.certify(user, name)
    await until(() => desk.value.phase === "ready" && desk.value.connection === "online")
    const { id } = await staffDevice(user)
    await until(() => (this.server.devices.get(id)?.stock.length ?? 0) >= 50)
    return { desk, user, browser }
  }

  async visit(
    o: { keep?: boolean; pinnedRoot?: string; browser?: Browser; identify?: Identify } = {},
  ): Promise<CustomerChat> {
    const { keep = true, browser = new Browser(this), identify } = o
    const pin = o.pinnedRoot === undefined ? {} : { pinnedRoot: o.pinnedRoot }
    const chat = await openCustomerChat(
      { origin: ORIGIN, inbox: this.inbox, keep, ...pin, identify },
      browser.environment(),
    )
    this.#opened.push(chat)
    return chat
  }

  close(): void {
    for (const client of this.#opened) client.close()
  }
}

/** The texts of a conversation as a person sees them, oldest first. */
export function texts(
  view: { readonly rows: readonly { readonly kind: string }[] } | undefined,
): readonly string[] {
  return messages(view).map(({ text }) => text)
}

export function messages(
  view: { readonly rows: readonly { readonly kind: string }[] } | undefined,
): readonly MessageRow[] {
  return (view?.rows ?? []).filter((row): row is MessageRow => row.kind === "message")
}

/** Opens the only conversation on a desk. */
export async function openFirst(desk: Desk): Promise<string> {
  await until(() => desk.value.conversations.length > 0)
  const id = desk.value.conversations[0]?.id
  if (id === undefined) throw new Error("no conversation")
  await desk.open(id)
  return id
}

export function warnings(
  view:
    | { readonly rows: readonly { readonly kind: string; readonly rule?: string | undefined }[] }
    | undefined,
): readonly string[] {
  return (view?.rows ?? []).flatMap((row) =>
    row.kind === "warning" && row.rule !== undefined ? [row.rule] : [],
  )
}
