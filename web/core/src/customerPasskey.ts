import * as v from "valibot"
import { owned, randomBytes } from "./bytes.ts"
import {
  type Authenticator,
  browserAuthenticator,
  isAttestation,
  passkeyCeremony,
  takenSecret,
} from "./passkeys.ts"
import { put, type Store, type Table } from "./store/store.ts"

/**
 * The salt for which a customer's passkey keeps its secret. Not the staff's: who uses a staff passkey here by mistake must
 * not give the chat page what opens a staff vault.
 */
const SALT = "sotto customer vault 1"
const ED25519 = -8
const ES256 = -7
const RS256 = -257

const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array)
const schema = v.object({
  credentialId: bytes,
  publicKey: bytes,
  algorithm: v.number(),
  createdAt: v.number(),
})

/** The passkey that was made on this device. `publicKey` is SPKI, `algorithm` its COSE number. */
export type CustomerPasskey = v.InferOutput<typeof schema>

const PASSKEY: Table<CustomerPasskey> = { name: "settings", schema }
const KEY = ["customerPasskey"]

export interface NewCustomerPasskey {
  readonly credentialId: Uint8Array
  readonly publicKey: Uint8Array
  readonly algorithm: number
  /** 32 bytes. Undefined when this passkey or browser has no PRF. The caller wipes it. */
  readonly secret: Uint8Array<ArrayBuffer> | undefined
}

/** Undefined when none was made on this device. */
export function customerPasskey(store: Store): Promise<CustomerPasskey | undefined> {
  return store.get(PASSKEY, KEY)
}

/** Keeps what is public of a passkey; its secret is kept nowhere. */
export function keepCustomerPasskey(store: Store, made: NewCustomerPasskey, now: number): Promise<void> {
  const { credentialId, publicKey, algorithm } = made
  return store.write([put(PASSKEY, KEY, { credentialId, publicKey, algorithm, createdAt: now })])
}

/**
 * Makes a passkey for the chat page's host, which the person unlocks and any browser of theirs can find. `organisation` and
 * `label` are what their list of passkeys shows; nothing in it says who they are. The challenge is made here and never
 * looked at, because what proves is the secret. Throws a PasskeyError.
 */
export async function createCustomerPasskey(
  { organisation, label }: { readonly organisation: string; readonly label: string },
  authenticator: Authenticator = browserAuthenticator(),
): Promise<NewCustomerPasskey> {
  const publicKey: PublicKeyCredentialCreationOptions = {
    challenge: randomBytes(32),
    rp: { name: organisation },
    user: { id: randomBytes(32), name: label, displayName: label },
    pubKeyCredParams: [ED25519, ES256, RS256].map((alg) => ({ type: "public-key", alg })),
    authenticatorSelection: {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    },
    attestation: "none",
    extensions: askingSecret(),
  }
  const credential = await passkeyCeremony(() => authenticator.create({ publicKey }))
  const credentialId = new Uint8Array(credential.rawId)
  const { response } = credential
  const spki = isAttestation(response) ? response.getPublicKey() : null
  // Without its public key it could prove nothing later; browsers give that of every algorithm asked for.
  if (!isAttestation(response) || spki === null) throw new TypeError("a new passkey shows its public key")
  const made = {
    credentialId,
    publicKey: new Uint8Array(spki),
    algorithm: response.getPublicKeyAlgorithm(),
  }
  const { prf } = credential.getClientExtensionResults()
  if (prf?.results?.first !== undefined) return { ...made, secret: takenSecret(prf.results.first) }
  // Some give the secret when the passkey is used and not when it is made.
  const used = prf?.enabled === true ? await useCustomerPasskey(credentialId, authenticator) : undefined
  return { ...made, secret: used?.secret }
}

/** Asks for a passkey's secret: of the one that is named, or of whichever the person chooses. Throws a PasskeyError. */
export async function useCustomerPasskey(
  known?: Uint8Array,
  authenticator: Authenticator = browserAuthenticator(),
): Promise<Pick<NewCustomerPasskey, "credentialId" | "secret">> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    challenge: randomBytes(32),
    allowCredentials: known === undefined ? [] : [{ type: "public-key", id: owned(known) }],
    userVerification: "required",
    extensions: askingSecret(),
  }
  const credential = await passkeyCeremony(() => authenticator.get({ publicKey }))
  const first = credential.getClientExtensionResults().prf?.results?.first
  return {
    credentialId: new Uint8Array(credential.rawId),
    secret: first === undefined ? undefined : takenSecret(first),
  }
}

function askingSecret(): AuthenticationExtensionsClientInputs {
  return { prf: { eval: { first: new TextEncoder().encode(SALT) } } }
}
