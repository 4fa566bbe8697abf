import { MlsError } from "../src/index.ts"

/** One request's fields, read by type. What is missing or of another type is a mistake of the caller's. */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>

  private constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values
  }

  static parse(json: string): Fields {
    const value: unknown = JSON.parse(json)
    if (!isRecord(value)) throw wrong("a request", "an object")
    return new Fields(value)
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined && this.#values[name] !== null
  }

  text(name: string): string {
    const value = this.#values[name]
    if (typeof value !== "string") throw wrong(name, "text")
    return value
  }

  number(name: string): number {
    const value = this.#values[name]
    if (typeof value !== "number" || !Number.isSafeInteger(value)) throw wrong(name, "a whole number")
    return value
  }

  /** False when it is missing. */
  flag(name: string): boolean {
    const value = this.#values[name] ?? false
    if (typeof value !== "boolean") throw wrong(name, "true or false")
    return value
  }

  bytes(name: string): Uint8Array {
    return fromHex(this.#values[name], name)
  }

  /** Empty when it is missing. */
  optionalBytes(name: string): Uint8Array {
    return this.has(name) ? this.bytes(name) : new Uint8Array(0)
  }

  /** Empty when it is missing. */
  numbers(name: string): readonly number[] {
    return this.#list(name).map((value) => {
      if (typeof value !== "number" || !Number.isSafeInteger(value)) throw wrong(name, "whole numbers")
      return value
    })
  }

  /** Empty when it is missing. */
  byteStrings(name: string): readonly Uint8Array[] {
    return this.#list(name).map((value) => fromHex(value, name))
  }

  #list(name: string): readonly unknown[] {
    const value = this.#values[name] ?? []
    if (!Array.isArray(value)) throw wrong(name, "a list")
    return value
  }
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex")
}

function fromHex(value: unknown, name: string): Uint8Array {
  if (typeof value !== "string" || !/^([0-9a-f]{2})*$/i.test(value)) throw wrong(name, "hexadecimal bytes")
  return new Uint8Array(Buffer.from(value, "hex"))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function wrong(name: string, expected: string): MlsError {
  return new MlsError("request", `${name} must be ${expected}`)
}
