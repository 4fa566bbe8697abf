import type { Call } from "./transport.ts"

// Calls of a session. None carries an idempotency key: bodies are stored for that, and some of these hold secrets.

export function question(path: string): Call {
  return { method: "GET", path, cookie: true }
}

export function command(path: string, body: object): Call {
  return { method: "POST", path, cookie: true, body }
}

/** A command that the key of the caller proves. */
export function proven(path: string, body: object): Call {
  return { ...command(path, body), proof: true }
}

/** Ids come from replies; none may reach another path. */
export function segment(id: string): string {
  if (!/^[\w-]{1,1400}$/.test(id)) throw new TypeError("not an id")
  return id
}
