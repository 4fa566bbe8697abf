import type { SignatureKey } from "@sotto/mls"
import { createProof } from "../dpop.ts"
import type { Environment, OpenSocket } from "../environment.ts"
import { type ClientFrame, decodeFrame, encodeFrame, type ServerFrame } from "../frames.ts"
import { Offline } from "../problems.ts"

export type Answer = Extract<ServerFrame, { readonly kind: "accepted" | "refused" }>

export interface SocketEvents {
  /** The server took our proof. */
  readonly ready: () => void
  readonly frame: (frame: ServerFrame) => void
  /** Said once, whatever ended it. `code` is the server's reason, when it gave one. */
  readonly closed: (code: string | undefined) => void
}

interface Waiting {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
  readonly cancelTimer: () => void
}

/** A silent network is given up after this long. */
const PATIENCE = 20_000
/** The close code for a token, session or device that ended. */
const ENDED = 4401

/** One WebSocket from its handshake to its end: proves the device key, then carries frames both ways. */
export class Socket {
  readonly #socket: OpenSocket
  readonly #key: SignatureKey
  readonly #url: string
  readonly #environment: Environment
  readonly #events: SocketEvents
  readonly #waiting = new Map<number, Waiting>()
  readonly #cancelHandshake: () => void
  #isReady = false
  #isClosed = false
  #lastRequest = 0

  /** `origin` is the server's public origin. */
  constructor(origin: string, key: SignatureKey, environment: Environment, events: SocketEvents) {
    const url = new URL("/v1/events", origin)
    this.#url = url.href
    this.#key = key
    this.#environment = environment
    this.#events = events
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:"
    this.#socket = environment.openSocket(url.href, {
      message: (data) => this.#receive(data),
      closed: (code) => this.#end(code === ENDED ? "ended" : undefined),
    })
    this.#cancelHandshake = environment.after(PATIENCE, () => this.close())
  }

  get isReady(): boolean {
    return this.#isReady
  }

  /** Resolves with the server's answer, which comes after its commit to disk. Throws Offline when none came. */
  request(make: (request: number) => ClientFrame): Promise<Answer> {
    const request = ++this.#lastRequest
    return new Promise((resolve, reject) => {
      const cancelTimer = this.#environment.after(PATIENCE, () => this.close())
      this.#waiting.set(request, { resolve, reject, cancelTimer })
      if (!this.tell(make(request))) this.close()
    })
  }

  /** False when it cannot be sent. */
  tell(frame: ClientFrame): boolean {
    return this.#isReady && this.#socket.send(encodeFrame(frame))
  }

  close(): void {
    this.#socket.close()
    this.#end(undefined)
  }

  #receive(data: unknown): void {
    if (this.#isClosed) return
    try {
      if (!(data instanceof ArrayBuffer)) throw new TypeError("not a binary frame")
      this.#take(decodeFrame(new Uint8Array(data)))
    } catch (error) {
      // Not Sotto's protocol. Skipping it would leave a hole in the order, so the connection starts again.
      this.#environment.report(error)
      this.close()
    }
  }

  #take(frame: ServerFrame): void {
    switch (frame.kind) {
      case "nonce":
        this.#prove(frame.nonce).catch((error: unknown) => {
          this.#environment.report(error)
          this.close()
        })
        return
      case "ready":
        this.#cancelHandshake()
        this.#isReady = true
        this.#events.ready()
        return
      case "accepted":
      case "refused":
        this.#answer(frame)
        return
      case "ended":
        this.#end(frame.code)
        return
      default:
        this.#events.frame(frame)
    }
  }

  async #prove(nonce: string): Promise<void> {
    const now = this.#environment.now()
    const proof = await createProof(this.#key, { method: "GET", url: this.#url, nonce, now })
    if (!this.#isClosed) this.#socket.send(encodeFrame({ kind: "proof", proof }))
  }

  #answer(frame: Answer): void {
    const waiting = this.#waiting.get(frame.request)
    if (waiting === undefined) return // an acknowledgement's answer, or one that came too late
    this.#waiting.delete(frame.request)
    waiting.cancelTimer()
    waiting.resolve(frame)
  }

  #end(code: string | undefined): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#isReady = false
    this.#cancelHandshake()
    this.#socket.close()
    for (const { reject, cancelTimer } of this.#waiting.values()) {
      cancelTimer()
      reject(new Offline(code ?? "the connection ended"))
    }
    this.#waiting.clear()
    this.#events.closed(code)
  }
}
