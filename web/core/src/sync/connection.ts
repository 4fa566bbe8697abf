import type { SignatureKey } from "@sotto/mls"
import type { Api } from "../api/api.ts"
import type { Environment } from "../environment.ts"
import type { ClientFrame, ServerFrame } from "../frames.ts"
import { Offline, Problem, UnexpectedReply } from "../problems.ts"
import type { ConnectionState } from "../views.ts"
import { Backoff } from "./backoff.ts"
import { type Answer, Socket } from "./socket.ts"

export interface ConnectionEvents {
  /** Resolves when the frame is dealt with. */
  readonly frame: (frame: ServerFrame) => Promise<void>
  readonly state: (state: ConnectionState) => void
  /**
   * The server ended the stream and said why. Unless the reason is final the connection comes back by itself, after
   * a pause; `stop` keeps it from that. After a final one nothing is tried until `start`.
   */
  readonly ended: (code: string) => void
}

export interface ConnectionOptions {
  readonly origin: string
  readonly key: SignatureKey
  readonly api: Api
  readonly environment: Environment
  readonly events: ConnectionEvents
}

/** The device has no place here any more. Every other end passes: a restart, a limit, a session that is renewed. */
const FINAL_CODES: ReadonlySet<string> = new Set(["revoked"])
const UNAUTHENTICATED = "unauthenticated"
/** A proof can fail over a nonce that went with a restart; a second one, over a new nonce, means the key itself. */
const MAX_REFUSALS = 2

/** After so many sockets that never became ready, the network is taken to block them. */
const SOCKET_FAILURES = 3
/** Seconds that the server may hold a poll open. */
const POLL_WAIT = 25
const POLL_PAUSE = 500
/** Networks change: a socket is tried again after this long on polling. */
const POLLING_TIME = 300_000

/**
 * The stream of events, kept up: a WebSocket that comes back with growing, jittered pauses, and long polling where
 * sockets are blocked. The server resumes from this device's cursors, so nothing is asked for.
 */
export class Connection {
  readonly #options: ConnectionOptions
  readonly #backoff: Backoff
  #state: ConnectionState = "offline"
  #socket: Socket | undefined
  #poll: AbortController | undefined
  #socketFailures = 0
  /** In a row, since the server last took a proof. */
  #refusals = 0
  #isRunning = false
  #cancelTimer: (() => void) | undefined
  #unwatch: (() => void) | undefined

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#backoff = new Backoff(options.environment.random)
  }

  get state(): ConnectionState {
    return this.#state
  }

  get hasSocket(): boolean {
    return this.#socket?.isReady === true
  }

  start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    this.#refusals = 0
    this.#unwatch = this.#options.environment.watchNetwork(() => this.#networkChanged())
    this.#connect()
  }

  stop(): void {
    this.#isRunning = false
    this.#unwatch?.()
    this.#disconnect()
    this.#setState("offline")
  }

  /** Something is missing from the stream: the server starts again from the cursors. */
  resync(): void {
    if (!this.#isRunning) return
    this.#disconnect()
    this.#comeBack()
  }

  /** Throws Offline when there is no socket or no answer comes. */
  request(make: (request: number) => ClientFrame): Promise<Answer> {
    if (this.#socket?.isReady !== true) return Promise.reject(new Offline("no socket"))
    return this.#socket.request(make)
  }

  /** Best effort; false when there is no socket. */
  tell(frame: ClientFrame): boolean {
    return this.#socket?.tell(frame) ?? false
  }

  #connect(): void {
    this.#cancelTimer?.()
    const { environment } = this.#options
    if (!environment.isOnline()) {
      this.#setState("offline")
      return
    }
    this.#setState("connecting")
    if (this.#socketFailures >= SOCKET_FAILURES) this.#startPolling()
    else this.#openSocket()
  }

  #openSocket(): void {
    const { origin, key, environment, events } = this.#options
    const socket = new Socket(origin, key, environment, {
      ready: () => {
        this.#socketFailures = 0
        this.#greeted()
      },
      frame: (frame) => {
        events.frame(frame).catch(environment.report)
      },
      closed: (code) => {
        if (this.#socket === socket) this.#socketClosed(code)
      },
    })
    this.#socket = socket
  }

  #socketClosed(code: string | undefined): void {
    const wasOnline = this.#state === "online"
    this.#socket = undefined
    if (code !== undefined) {
      this.#ended(code)
      return
    }
    if (!wasOnline) this.#socketFailures += 1
    this.#comeBack()
  }

  #startPolling(): void {
    const poll = new AbortController()
    this.#poll = poll
    const until = this.#options.environment.now() + POLLING_TIME
    this.#pollUntil(until, poll.signal).catch((error: unknown) => {
      if (poll.signal.aborted) return
      this.#poll = undefined
      if (error instanceof Problem && error.status === 401) {
        this.#ended(error.code)
        return
      }
      const isExpected =
        error instanceof Offline || error instanceof Problem || error instanceof UnexpectedReply
      if (!isExpected) this.#options.environment.report(error)
      // Neither works: the network is gone rather than blocking sockets.
      this.#socketFailures = 0
      this.#comeBack()
    })
  }

  async #pollUntil(until: number, signal: AbortSignal): Promise<void> {
    const { api, environment, events } = this.#options
    for (let wait = 0; environment.now() < until; wait = POLL_WAIT) {
      const frames = await api.events(wait, signal)
      signal.throwIfAborted()
      this.#greeted()
      for (const frame of frames) {
        if (frame.kind === "ended") {
          this.#poll = undefined
          this.#ended(frame.code)
          return
        }
        await events.frame(frame)
      }
      // What is not acknowledged comes at once with every poll; that must not become a busy loop.
      await new Promise<void>((resolve) => environment.after(POLL_PAUSE, resolve))
      signal.throwIfAborted()
    }
    this.#socketFailures = 0
    this.#poll = undefined
    this.#connect()
  }

  #comeBack(): void {
    if (!this.#isRunning) return
    const { environment } = this.#options
    this.#setState(environment.isOnline() ? "connecting" : "offline")
    this.#cancelTimer?.()
    this.#cancelTimer = environment.after(this.#backoff.next(), () => this.#connect())
  }

  #networkChanged(): void {
    if (!this.#options.environment.isOnline()) {
      this.#disconnect()
      this.#setState("offline")
      return
    }
    if (this.#state === "online") return
    this.#backoff.succeeded()
    this.#disconnect()
    this.#connect()
  }

  /** The server took our proof, over a socket or with a token. */
  #greeted(): void {
    this.#refusals = 0
    this.#backoff.succeeded()
    this.#setState("online")
  }

  /** Every new attempt signs a nonce that the server has made for it. */
  #ended(code: string): void {
    if (code === UNAUTHENTICATED) this.#refusals += 1
    const isFinal = FINAL_CODES.has(code) || this.#refusals >= MAX_REFUSALS
    if (isFinal) this.stop()
    else this.#comeBack()
    this.#options.events.ended(code)
  }

  #disconnect(): void {
    this.#cancelTimer?.()
    const socket = this.#socket
    this.#socket = undefined
    socket?.close()
    this.#poll?.abort()
    this.#poll = undefined
  }

  #setState(state: ConnectionState): void {
    if (state === this.#state) return
    this.#state = state
    this.#options.events.state(state)
  }
}
