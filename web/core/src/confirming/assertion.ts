import * as v from "valibot"
import { fromBase64Url } from "../base64.ts"
import { concat, equalBytes, fromUtf8, owned, sha256, utf8 } from "../bytes.ts"
import { encodeCbor } from "../cbor.ts"
import { thumbprint } from "../jose.ts"
import { derToRaw } from "./der.ts"
import type { Proof } from "./events.ts"

/** Why an answer does not confirm anybody; stable, and for support. */
export class NotConfirmed extends Error {
  readonly rule: string

  constructor(rule: string, cause?: unknown) {
    super(rule, { cause })
    this.name = "NotConfirmed"
    this.rule = rule
  }
}

/** Where an answer belongs: signed with it, so that it is worth nothing anywhere else. */
export interface Place {
  /** MLS group id. */
  readonly group: string
  readonly epoch: number
  readonly request: Uint8Array
  /** The customer's signature key, as it stands in their leaf. */
  readonly deviceKey: Uint8Array
}

/** A passkey as it was told. */
export interface KnownKey {
  /** SPKI. */
  readonly publicKey: Uint8Array
  /** COSE number. */
  readonly algorithm: number
  /** As far as a verified answer has brought it. */
  readonly counter: number
}

/** The 32 bytes that a passkey signs. */
export async function confirmChallenge({
  group,
  epoch,
  request,
  deviceKey,
}: Place): Promise<Uint8Array<ArrayBuffer>> {
  const said = ["sotto confirm 1", utf8(group), epoch, request, await thumbprint(deviceKey)]
  return sha256(encodeCbor(said))
}

/** What is read of a client's data. Browsers may add members; `crossOrigin` and `topOrigin` are there inside a frame. */
const clientData = v.object({ type: v.string(), challenge: v.string(), origin: v.string() })
const HASH_LENGTH = 32
const HEAD_LENGTH = 37
const USER_PRESENT = 0x01
const USER_VERIFIED = 0x04

/**
 * That whoever holds the passkey was verified by their device for this very place on the page at `origin`. Returns the
 * passkey's counter; throws NotConfirmed. Nothing but `origin`, `place` and `known` is believed.
 */
export async function verifyAssertion(
  proof: Extract<Proof, { readonly kind: "passkey" }>,
  known: KnownKey,
  place: Place,
  origin: string,
): Promise<number> {
  const { authenticatorData, clientDataJSON } = proof
  await checkClientData(clientDataJSON, place, origin)
  const counter = await checkAuthenticatorData(authenticatorData, origin, known.counter)
  const signed = concat(authenticatorData, await sha256(clientDataJSON))
  if (!(await isSigned(proof.signature, signed, known))) throw new NotConfirmed("signature")
  return counter
}

async function checkClientData(json: Uint8Array, place: Place, origin: string): Promise<void> {
  const said = parsedClientData(json)
  if (said.type !== "webauthn.get") throw new NotConfirmed("type")
  if (!equalBytes(challengeIn(said.challenge), await confirmChallenge(place)))
    throw new NotConfirmed("challenge")
  if (said.origin !== origin) throw new NotConfirmed("origin")
}

function parsedClientData(json: Uint8Array): v.InferOutput<typeof clientData> {
  try {
    return v.parse(clientData, JSON.parse(fromUtf8(json)))
  } catch (cause) {
    throw new NotConfirmed("client_data", cause)
  }
}

function challengeIn(text: string): Uint8Array {
  try {
    return fromBase64Url(text)
  } catch (cause) {
    throw new NotConfirmed("challenge", cause)
  }
}

async function checkAuthenticatorData(data: Uint8Array, origin: string, last: number): Promise<number> {
  if (data.length < HEAD_LENGTH) throw new NotConfirmed("authenticator_data")
  const host = await sha256(utf8(new URL(origin).hostname))
  if (!equalBytes(data.subarray(0, HASH_LENGTH), host)) throw new NotConfirmed("relying_party")
  const flags = data[HASH_LENGTH] ?? 0
  if ((flags & USER_PRESENT) === 0) throw new NotConfirmed("user_present")
  if ((flags & USER_VERIFIED) === 0) throw new NotConfirmed("user_verified")
  const counter = new DataView(data.buffer, data.byteOffset, data.length).getUint32(HASH_LENGTH + 1)
  // Zero for passkeys that do not count. One that has counted and does not go on may have been copied.
  if ((counter !== 0 || last !== 0) && counter <= last) throw new NotConfirmed("counter")
  return counter
}

const ES256 = -7
const ED25519 = -8
const RS256 = -257

async function isSigned(signature: Uint8Array, data: Uint8Array, known: KnownKey): Promise<boolean> {
  try {
    switch (known.algorithm) {
      case ES256:
        return await verify({ name: "ECDSA", namedCurve: "P-256" }, known, derToRaw(signature), data)
      case ED25519:
        return await verify({ name: "Ed25519" }, known, signature, data)
      case RS256:
        return await verify({ name: "RSASSA-PKCS1-v1_5" }, known, signature, data)
    }
  } catch (cause) {
    throw new NotConfirmed("signature", cause)
  }
  throw new NotConfirmed("algorithm")
}

async function verify(
  algorithm: EcKeyImportParams | Algorithm,
  { publicKey }: KnownKey,
  signature: Uint8Array,
  data: Uint8Array,
): Promise<boolean> {
  const hashed = { ...algorithm, hash: "SHA-256" }
  const key = await crypto.subtle.importKey("spki", owned(publicKey), hashed, false, ["verify"])
  return crypto.subtle.verify(hashed, key, owned(signature), owned(data))
}
