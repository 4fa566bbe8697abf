import type { Group } from "@sotto/mls"
import { utf8 } from "../bytes.ts"
import type { ServerFrame } from "../frames.ts"
import { openTyping, sealTyping, TYPING_KEY_LENGTH, TYPING_LABEL, TypingError } from "../typing.ts"
import type { Person } from "../views.ts"
import type { Conversation } from "./conversation.ts"

type TypingFrame = Extract<ServerFrame, { readonly kind: "typing" }>

/** The server takes at most one in this time. */
const INTERVAL = 3000
const SHOWN_FOR = 6000
/** Clocks differ by at most this; an older signal is a replay. */
const SKEW = 300_000

interface Typist {
  readonly person: Person
  readonly cancel: () => void
}

/** Who is typing in one conversation. Never stored, and nothing depends on it. */
export class TypingSignals {
  readonly #conversation: Conversation
  readonly #changed: () => void
  readonly #typists = new Map<string, Typist>()
  /** Time of every member's last signal: the server must not repeat one. */
  readonly #heard = new Map<string, number>()
  #lastSent = Number.NEGATIVE_INFINITY

  constructor(conversation: Conversation, changed: () => void) {
    this.#conversation = conversation
    this.#changed = changed
  }

  get people(): readonly Person[] {
    return [...this.#typists.values()].map(({ person }) => person)
  }

  async send(): Promise<void> {
    const { device, id, members, situation } = this.#conversation
    const now = device.environment.now()
    const group = situation?.group
    if (group === undefined || now - this.#lastSent < INTERVAL || device.connection.state !== "online") return
    this.#lastSent = now
    if ((await members.lostAgents(group)).length > 0) return // they could still open it
    const typing = await withKey(group, id, (key) =>
      sealTyping(key, { device: device.id, typing: true, at: now }),
    )
    // A lost signal is not worth a second try.
    device.connection.tell({ kind: "typing", conversation: id, typing })
  }

  /** `group` is the conversation's current one. A signal that cannot be verified is nothing. */
  async receive(frame: TypingFrame, group: Group): Promise<void> {
    const { device, id, members } = this.#conversation
    if (frame.device === device.id) return
    const signal = await withKey(group, id, (key) => openTyping(key, frame.typing)).catch(
      (error: unknown) => {
        if (error instanceof TypingError) return undefined
        throw error
      },
    )
    const now = device.environment.now()
    const isFresh =
      signal !== undefined && Math.abs(now - signal.at) <= SKEW && this.#isNewer(frame.device, signal.at)
    if (!isFresh || signal.device !== frame.device) return
    const person = await members.personAt(group, frame.device)
    if (person === undefined || person.id === device.me.id) return
    this.#heard.set(frame.device, signal.at)
    this.stop(frame.device)
    if (signal.typing) this.#show(frame.device, person)
  }

  /** The device's message arrived, or it said that it stopped. */
  stop(device: string): void {
    const typist = this.#typists.get(device)
    if (typist === undefined) return
    typist.cancel()
    this.#typists.delete(device)
    this.#changed()
  }

  close(): void {
    for (const { cancel } of this.#typists.values()) cancel()
    this.#typists.clear()
  }

  #isNewer(device: string, at: number): boolean {
    return at > (this.#heard.get(device) ?? Number.NEGATIVE_INFINITY)
  }

  #show(device: string, person: Person): void {
    const cancel = this.#conversation.device.environment.after(SHOWN_FOR, () => this.stop(device))
    this.#typists.set(device, { person, cancel })
    this.#changed()
  }
}

async function withKey<T>(
  group: Group,
  conversation: string,
  work: (key: Uint8Array) => Promise<T>,
): Promise<T> {
  const key = await group.export(TYPING_LABEL, utf8(conversation), TYPING_KEY_LENGTH)
  try {
    return await work(key)
  } finally {
    key.fill(0)
  }
}
