import type { CreationOptions, RequestOptions } from "./api/replies.ts"
import type { PostedCredential } from "./api/staffApi.ts"
import { toBase64Url } from "./base64.ts"
import { owned } from "./bytes.ts"

export class PasskeyError extends Error {
  /** `exists`: this authenticator already has one here. `cancelled`: by the person, by time, or no passkey matched. */
  readonly reason: "unsupported" | "cancelled" | "exists" | "failed"

  constructor(reason: PasskeyError["reason"], cause?: unknown) {
    super(`passkey: ${reason}`, { cause })
    this.name = "PasskeyError"
    this.reason = reason
  }
}

/** The browser's side of the two ceremonies; `navigator.credentials` in the console. */
export type Authenticator = Pick<CredentialsContainer, "create" | "get">

/** Makes a passkey that shows who is there and needs no user name. Throws a PasskeyError. */
export async function createPasskey(
  options: CreationOptions,
  authenticator = browserAuthenticator(),
): Promise<PostedCredential> {
  const publicKey = creationOptions(options.publicKey)
  const credential = await passkeyCeremony(() => authenticator.create({ publicKey }))
  const { response } = credential
  if (!isAttestation(response)) throw new PasskeyError("failed")
  return posted(credential, {
    clientDataJSON: encode(response.clientDataJSON),
    attestationObject: encode(response.attestationObject),
    transports: response.getTransports(),
  })
}

/**
 * Signs the server's challenge with a passkey that the person chooses. Throws a PasskeyError. `conditional` waits until
 * they choose one among the suggestions of an input, and its abort ends that; browsers allow one ceremony at a time.
 */
export async function usePasskey(
  options: RequestOptions,
  authenticator = browserAuthenticator(),
  conditional?: AbortSignal,
): Promise<PostedCredential> {
  const publicKey = requestOptions(options.publicKey)
  const quiet = conditional === undefined ? {} : ({ mediation: "conditional", signal: conditional } as const)
  return assertion(await passkeyCeremony(() => authenticator.get({ publicKey, ...quiet })))
}

/** What a passkey said, and the secret that it keeps for a salt: only the first is ever posted. */
export interface SecretAnswer {
  readonly posted: PostedCredential
  readonly credentialId: Uint8Array
  /** 32 bytes. Undefined when this passkey or browser has no PRF. The caller wipes it. */
  readonly secret: Uint8Array<ArrayBuffer> | undefined
}

/** As `usePasskey`, and asks for the secret that the passkey keeps for `salt` (WebAuthn's `prf` extension). */
export async function usePasskeySecret(
  options: RequestOptions,
  salt: Uint8Array,
  authenticator = browserAuthenticator(),
): Promise<SecretAnswer> {
  const extensions = { prf: { eval: { first: owned(salt) } } }
  const publicKey = { ...requestOptions(options.publicKey), extensions }
  const credential = await passkeyCeremony(() => authenticator.get({ publicKey }))
  const first = credential.getClientExtensionResults().prf?.results?.first
  const secret = first === undefined ? undefined : takenSecret(first)
  return { posted: assertion(credential), credentialId: new Uint8Array(credential.rawId), secret }
}

/** Whether this browser can suggest passkeys in an input. */
export async function suggestsPasskeys(): Promise<boolean> {
  const available = globalThis.PublicKeyCredential?.isConditionalMediationAvailable
  return (await available?.call(PublicKeyCredential).catch(() => false)) ?? false
}

function creationOptions(options: CreationOptions["publicKey"]): PublicKeyCredentialCreationOptions {
  const { rp, user } = options
  return {
    challenge: owned(options.challenge),
    rp: rp.id === undefined ? { name: rp.name } : { id: rp.id, name: rp.name },
    user: { ...user, id: owned(user.id) },
    pubKeyCredParams: options.pubKeyCredParams,
    excludeCredentials: (options.excludeCredentials ?? []).map(descriptor),
    // Not left to the server: a passkey without user verification would be one factor, and a lost phone the way in.
    authenticatorSelection: {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    },
    attestation: "none",
    // Many authenticators keep a secret for a vault only when they were asked at the start.
    extensions: { prf: {} },
    ...(options.timeout ? { timeout: options.timeout } : {}),
  }
}

function requestOptions(options: RequestOptions["publicKey"]): PublicKeyCredentialRequestOptions {
  return {
    challenge: owned(options.challenge),
    allowCredentials: (options.allowCredentials ?? []).map(descriptor),
    userVerification: "required",
    ...(options.rpId === undefined ? {} : { rpId: options.rpId }),
    ...(options.timeout ? { timeout: options.timeout } : {}),
  }
}

function descriptor(credential: {
  readonly id: Uint8Array
  readonly type: "public-key"
}): PublicKeyCredentialDescriptor {
  return { id: owned(credential.id), type: credential.type }
}

function assertion(credential: PublicKeyCredential): PostedCredential {
  const { response } = credential
  if (!isAssertion(response)) throw new PasskeyError("failed")
  return posted(credential, {
    clientDataJSON: encode(response.clientDataJSON),
    authenticatorData: encode(response.authenticatorData),
    signature: encode(response.signature),
    ...(response.userHandle === null ? {} : { userHandle: encode(response.userHandle) }),
  })
}

/** A copy; what the browser holds of it is wiped where it can be. */
export function takenSecret(source: BufferSource): Uint8Array<ArrayBuffer> {
  const view =
    source instanceof ArrayBuffer
      ? new Uint8Array(source)
      : new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
  const copy = owned(view)
  view.fill(0)
  return copy
}

/** Built member by member, so that nothing that a browser may add one day is sent along. */
function posted(credential: PublicKeyCredential, response: PostedCredential["response"]): PostedCredential {
  const rawId = encode(credential.rawId)
  return { id: rawId, rawId, type: "public-key", response, clientExtensionResults: {} }
}

/** What the browser answers with. Throws a PasskeyError. */
export async function passkeyCeremony(start: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  const credential = await start().catch((cause: unknown) => {
    throw new PasskeyError(reasonOf(cause), cause)
  })
  if (!isPublicKeyCredential(credential)) throw new PasskeyError("failed")
  return credential
}

function reasonOf(cause: unknown): PasskeyError["reason"] {
  const name = cause instanceof Error ? cause.name : ""
  if (name === "NotAllowedError" || name === "AbortError") return "cancelled"
  if (name === "InvalidStateError") return "exists"
  return name === "NotSupportedError" ? "unsupported" : "failed"
}

/** Throws a PasskeyError where there is none. */
export function browserAuthenticator(): Authenticator {
  if (!("credentials" in navigator)) throw new PasskeyError("unsupported")
  return navigator.credentials
}

function encode(buffer: ArrayBuffer): string {
  return toBase64Url(new Uint8Array(buffer))
}

function isPublicKeyCredential(value: Credential | null): value is PublicKeyCredential {
  return value !== null && value.type === "public-key" && "rawId" in value && "response" in value
}

export function isAttestation(value: AuthenticatorResponse): value is AuthenticatorAttestationResponse {
  return "attestationObject" in value && "getTransports" in value
}

function isAssertion(value: AuthenticatorResponse): value is AuthenticatorAssertionResponse {
  return "signature" in value && "authenticatorData" in value
}
