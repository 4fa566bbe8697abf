import type { SignatureKey } from "@sotto/mls"
import * as v from "valibot"
import { fromBase64Url } from "../base64.ts"
import { createProof } from "../dpop.ts"
import { decodeFrame } from "../frames.ts"
import { Offline, Problem, StaleEpoch, UnexpectedReply } from "../problems.ts"
import type { TokenTabs } from "../sync/tokenTabs.ts"
import { DeviceToken, type MintedToken } from "./deviceToken.ts"
import { nonceReply, tokenReply } from "./replies.ts"

export interface ApiOptions {
  /** Of the Sotto server; `https://chat.example`. */
  readonly origin: string
  /** This device's key. Without one, only public calls and those of a session are possible. */
  readonly key?: SignatureKey
  readonly device?: string
  /** True in the console: requests then carry the session cookie, and none does otherwise. */
  readonly staff?: boolean
  /** The other tabs of this device, when there can be some. Closed with the transport. */
  readonly tabs?: TokenTabs
  /** Unix ms. */
  readonly now: () => number
  readonly fetch?: typeof fetch
  /** How long to wait for an answer, in ms; 30 s when not said. */
  readonly timeout?: number
}

export interface Call {
  readonly method: "GET" | "POST" | "PUT"
  /** Begins with `/v1/`. Never holds a secret: addresses end up in logs. */
  readonly path: string
  readonly body?: object
  readonly token?: boolean
  readonly proof?: boolean
  readonly cookie?: boolean
  readonly headers?: Readonly<Record<string, string>>
  readonly timeout?: number
  readonly signal?: AbortSignal | undefined
}

const TIMEOUT = 30_000
const MAX_REPLY = 64 * 1024 * 1024

/**
 * One request at a time becomes one answer, or throws: Problem when the server refused, Offline when none came,
 * UnexpectedReply when it was not Sotto's. Repeats a request only after a 401 over nonce or token, which the
 * server gives before it has done anything; everything else is the caller's decision.
 */
export class Transport {
  readonly #options: ApiOptions
  readonly #fetch: typeof fetch
  #nonce: string | undefined
  readonly #token: DeviceToken

  constructor(options: ApiOptions) {
    this.#options = options
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init))
    this.#token = new DeviceToken(() => this.#mint(), options.now, options.tabs)
  }

  get origin(): string {
    return this.#options.origin
  }

  get now(): number {
    return this.#options.now()
  }

  async json<T>(call: Call, reply: v.GenericSchema<unknown, T>): Promise<T> {
    const response = await this.send(call)
    return readReply(response, reply)
  }

  async nothing(call: Call): Promise<void> {
    const response = await this.send(call)
    if (response.status !== 204) throw new UnexpectedReply(response.status)
  }

  /** For creating commands whose answer says nothing that the caller does not know. */
  async created(call: Call): Promise<void> {
    await readBytes(await this.send(call))
  }

  /** A response that succeeded; everything else has been thrown. */
  async send(call: Call): Promise<Response> {
    const token = call.token === true ? await this.#token.get() : undefined
    try {
      return await this.#once(call, token)
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 401) throw problem
      if (call.proof === true && problem.code === "use_dpop_nonce") return this.#once(call, token)
      if (token === undefined || !TOKEN_CODES.has(problem.code)) throw problem
      return this.#once(call, await this.#token.replace(token))
    }
  }

  close(): void {
    this.#token.close()
  }

  async #once(call: Call, token: string | undefined): Promise<Response> {
    const headers = new Headers({ Accept: "application/json", ...call.headers })
    if (token !== undefined)
      headers.set("Authorization", `${call.proof === true ? "DPoP" : "Bearer"} ${token}`)
    if (call.proof === true) headers.set("DPoP", await this.#prove(call, token))
    if (call.cookie === true && call.method !== "GET") headers.set("Sotto-Request", "1")
    if (call.body !== undefined) headers.set("Content-Type", "application/json")
    const response = await this.#reach(call, headers)
    this.#nonce = response.headers.get("DPoP-Nonce") ?? this.#nonce
    if (!response.ok) throw await readProblem(response)
    return response
  }

  async #reach(call: Call, headers: Headers): Promise<Response> {
    const timeout = AbortSignal.timeout(call.timeout ?? this.#options.timeout ?? TIMEOUT)
    try {
      return await this.#fetch(new URL(call.path, this.#options.origin).href, {
        method: call.method,
        headers,
        signal: call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]),
        credentials: call.cookie === true || this.#options.staff === true ? "same-origin" : "omit",
        // A redirect would take the request's secrets to wherever it points.
        redirect: "error",
        cache: "no-store",
        referrerPolicy: "no-referrer",
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      })
    } catch (cause) {
      call.signal?.throwIfAborted()
      throw new Offline(cause)
    }
  }

  async #prove(call: Call, token: string | undefined): Promise<string> {
    const url = new URL(call.path, this.#options.origin).href
    const nonce = await this.#takeNonce()
    const options = { method: call.method, url, nonce, now: this.#options.now() }
    return createProof(this.#requireKey(), token === undefined ? options : { ...options, accessToken: token })
  }

  /** Nonces are good for one proof: it is taken out before the first wait, so that no two calls use the same. */
  async #takeNonce(): Promise<string> {
    const nonce = this.#nonce
    this.#nonce = undefined
    return nonce ?? (await this.json({ method: "POST", path: "/v1/nonces" }, nonceReply)).nonce
  }

  async #mint(): Promise<MintedToken> {
    const call: Call = {
      method: "POST",
      path: "/v1/tokens",
      proof: true,
      cookie: this.#options.staff === true,
      body: { device: this.#options.device },
    }
    const { token, expiresAt } = await this.json(call, tokenReply)
    return { value: token, expiresAt }
  }

  #requireKey(): SignatureKey {
    if (this.#options.key === undefined) throw new TypeError("this call needs the device's key")
    return this.#options.key
  }
}

const TOKEN_CODES: ReadonlySet<string> = new Set(["token_ended", "unauthenticated"])
const problemBody = v.object({
  code: v.pipe(v.string(), v.regex(/^[a-z0-9_]{1,64}$/)),
  detail: v.nullish(v.string()),
  epoch: v.optional(v.pipe(v.number(), v.safeInteger())),
  events: v.optional(v.array(v.string())),
})

async function readReply<T>(response: Response, reply: v.GenericSchema<unknown, T>): Promise<T> {
  try {
    return v.parse(reply, JSON.parse(await readText(response)))
  } catch (cause) {
    throw cause instanceof Offline ? cause : new UnexpectedReply(response.status, cause)
  }
}

/** 502 to 504 without a problem document come from something in between: the server itself was not reached. */
async function readProblem(response: Response): Promise<Error> {
  const text = await readText(response)
  try {
    const { code, detail, epoch, events } = v.parse(problemBody, JSON.parse(text))
    if (code === "stale_epoch" && epoch !== undefined && events !== undefined) {
      return new StaleEpoch(
        epoch,
        events.map((event) => decodeFrame(fromBase64Url(event))),
        detail ?? undefined,
      )
    }
    const retryAfter = Number(response.headers.get("Retry-After")) || undefined
    return new Problem(code, response.status, detail ?? undefined, retryAfter)
  } catch (cause) {
    const between = response.status >= 502 && response.status <= 504
    return between ? new Offline(cause) : new UnexpectedReply(response.status, cause)
  }
}

async function readText(response: Response): Promise<string> {
  return new TextDecoder().decode(await readBytes(response))
}

/** The whole body; a connection that breaks in the middle of it is Offline too. */
export async function readBytes(response: Response): Promise<Uint8Array> {
  if (Number(response.headers.get("Content-Length") ?? 0) > MAX_REPLY)
    throw new UnexpectedReply(response.status)
  try {
    return new Uint8Array(await response.arrayBuffer())
  } catch (cause) {
    throw new Offline(cause)
  }
}
