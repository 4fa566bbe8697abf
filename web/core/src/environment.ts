/** A note that crosses tabs. It says what changed, never content. */
export interface TabChannel {
  post(note: unknown): void
  close(): void
}

/** The part of the browser's LockManager that is used. */
export interface Locks {
  request(name: string, work: () => Promise<void>): Promise<unknown>
}

export interface SocketEvents {
  /** A binary frame, or something that does not belong there. */
  readonly message: (data: unknown) => void
  readonly closed: (code: number) => void
}

export interface OpenSocket {
  /** False when it is not open. */
  send(bytes: Uint8Array<ArrayBuffer>): boolean
  close(): void
}

/** Everything the clients take from the outside world, so that tests can be the world. */
export interface Environment {
  /** Unix milliseconds. */
  readonly now: () => number
  /** In [0, 1), for jitter only; keys and ids come from WebCrypto. */
  readonly random: () => number
  /** Runs `work` once after the delay, unless the returned function was called before. */
  readonly after: (milliseconds: number, work: () => void) => () => void
  readonly fetch: typeof fetch
  readonly openSocket: (url: string, events: SocketEvents) => OpenSocket
  readonly isOnline: () => boolean
  /** The network came or went. */
  readonly watchNetwork: (listener: () => void) => () => void
  readonly locks: Locks | undefined
  readonly indexedDB: IDBFactory | undefined
  readonly openChannel: (name: string, listener: (note: unknown) => void) => TabChannel
  /** For faults of our own: nothing is swallowed, and nothing of a conversation is in them. */
  readonly report: (error: unknown) => void
  /** Asks the browser not to evict what is stored. */
  readonly persist: () => Promise<void>
}

export function browserEnvironment(): Environment {
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    after: (milliseconds, work) => {
      const timer = setTimeout(work, milliseconds)
      return () => clearTimeout(timer)
    },
    fetch: (input, init) => fetch(input, init),
    openSocket,
    isOnline: () => navigator.onLine,
    watchNetwork,
    locks: "locks" in navigator ? navigator.locks : undefined,
    indexedDB: globalThis.indexedDB,
    openChannel,
    report: (error) => reportError(error),
    persist: async () => {
      await navigator.storage.persist()
    },
  }
}

/**
 * Why this browser cannot run Sotto, or undefined when it can. Without one of these there is no chat at all:
 * nothing falls back to plaintext or to keys that scripts can copy.
 */
export async function missingFeature(environment: Environment): Promise<string | undefined> {
  if (globalThis.crypto?.subtle === undefined) return "WebCrypto needs a secure (https) page"
  if (environment.locks === undefined) return "Web Locks"
  if (environment.indexedDB === undefined) return "IndexedDB"
  if (typeof globalThis.WebSocket !== "function") return "WebSocket"
  for (const [name, usages] of [
    ["Ed25519", ["sign", "verify"]],
    ["X25519", ["deriveBits"]],
  ] as const) {
    try {
      await crypto.subtle.generateKey({ name }, false, [...usages])
    } catch {
      return name
    }
  }
  return undefined
}

function openSocket(url: string, { message, closed }: SocketEvents): OpenSocket {
  const socket = new WebSocket(url)
  socket.binaryType = "arraybuffer"
  socket.onmessage = ({ data }: MessageEvent<unknown>) => message(data)
  socket.onclose = ({ code }) => closed(code)
  return {
    send: (bytes) => {
      if (socket.readyState !== WebSocket.OPEN) return false
      socket.send(bytes)
      return true
    },
    close: () => socket.close(),
  }
}

function watchNetwork(listener: () => void): () => void {
  addEventListener("online", listener)
  addEventListener("offline", listener)
  return () => {
    removeEventListener("online", listener)
    removeEventListener("offline", listener)
  }
}

function openChannel(name: string, listener: (note: unknown) => void): TabChannel {
  const channel = new BroadcastChannel(name)
  channel.onmessage = (event: MessageEvent<unknown>) => listener(event.data)
  return { post: (note) => channel.postMessage(note), close: () => channel.close() }
}
