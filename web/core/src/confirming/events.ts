import * as v from "valibot"
import type { CborValue } from "../cbor.ts"

/** What a customer who is asked can answer with. */
export type Proof =
  | {
      readonly kind: "passkey"
      readonly credentialId: Uint8Array
      readonly authenticatorData: Uint8Array
      readonly clientDataJSON: Uint8Array
      readonly signature: Uint8Array
    }
  | { readonly kind: "company"; readonly token: string }

/** The events by which a customer confirms in the chat who they are. Details stand in `docs/confirming.md`. */
export type ConfirmEvent =
  /** By the customer: from here on this passkey can confirm them in this conversation. */
  | {
      readonly event: "passkey-known"
      readonly credentialId: Uint8Array
      /** SPKI. */
      readonly publicKey: Uint8Array
      /** COSE number. */
      readonly algorithm: number
    }
  /** By an agent. */
  | { readonly event: "confirm-asked"; readonly request: Uint8Array }
  /** By the customer, good in one epoch alone. */
  | {
      readonly event: "confirmed"
      readonly request: Uint8Array
      readonly epoch: number
      readonly proof: Proof
    }
  | { readonly event: "confirm-declined"; readonly request: Uint8Array }

export const REQUEST_LENGTH = 16

const bytes = (longest: number) => v.pipe(v.instance(Uint8Array), v.minLength(1), v.maxLength(longest))
const request = v.pipe(v.instance(Uint8Array), v.length(REQUEST_LENGTH))
const credentialId = bytes(1023)
const epoch = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

const known = v.strictTuple([credentialId, bytes(2048), v.pipe(v.number(), v.safeInteger())])
const onlyRequest = v.strictTuple([request])
const signature = bytes(1024)
const byPasskey = v.strictTuple([
  ...([request, epoch, v.literal("passkey")] as const),
  ...([credentialId, bytes(2048), bytes(4096), signature] as const),
])
const byCompany = v.strictTuple([
  ...([request, epoch, v.literal("company"), v.pipe(v.string(), v.minLength(1), v.maxLength(8192))] as const),
])
const confirmed = v.union([byPasskey, byCompany])

/** Throws a ValiError when an event of ours is malformed; undefined for an event that is none of these. */
export function readConfirmEvent(event: string, details: readonly unknown[]): ConfirmEvent | undefined {
  switch (event) {
    case "passkey-known": {
      const [credentialId, publicKey, algorithm] = v.parse(known, details)
      return { event, credentialId, publicKey, algorithm }
    }
    case "confirm-asked":
    case "confirm-declined": {
      const [request] = v.parse(onlyRequest, details)
      return { event, request }
    }
    case "confirmed": {
      const read = v.parse(confirmed, details)
      const [request, epoch] = read
      return { event, request, epoch, proof: proofOf(read) }
    }
    default:
      return undefined
  }
}

function proofOf(read: v.InferOutput<typeof confirmed>): Proof {
  if (read[2] === "company") return { kind: "company", token: read[3] }
  const [, , kind, credentialId, authenticatorData, clientDataJSON, signature] = read
  return { kind, credentialId, authenticatorData, clientDataJSON, signature }
}

/** As `readConfirmEvent` reads them. */
export function confirmDetails(said: ConfirmEvent): readonly CborValue[] {
  switch (said.event) {
    case "passkey-known":
      return [said.credentialId, said.publicKey, said.algorithm]
    case "confirm-asked":
    case "confirm-declined":
      return [said.request]
    case "confirmed":
      return [said.request, said.epoch, said.proof.kind, ...proofDetails(said.proof)]
  }
}

function proofDetails(proof: Proof): readonly CborValue[] {
  if (proof.kind === "company") return [proof.token]
  return [proof.credentialId, proof.authenticatorData, proof.clientDataJSON, proof.signature]
}
