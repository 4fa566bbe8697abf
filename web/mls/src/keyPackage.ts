import type { Capabilities } from "ts-mls/capabilities.js"
import {
  generateKeyPackageWithKey,
  type KeyPackage,
  makeKeyPackageRef,
  type PrivateKeyPackage,
  verifyKeyPackage,
} from "ts-mls/keyPackage.js"
import { verifyLeafNodeSignatureKeyPackage } from "ts-mls/leafNode.js"
import { equalBytes } from "./bytes.ts"
import { checkLifetime, type Lifetime, milliseconds, toWire } from "./lifetime.ts"
import { memberOf } from "./member.ts"
import { MlsError, refusing } from "./mlsError.ts"
import type { SignatureKey } from "./signatureKey.ts"
import { NO_SIGNATURE_KEY, SUITE_NAME, suiteFor } from "./suite.ts"
import { decodeAs, encodeMessage } from "./wire.ts"

/** Private init and leaf HPKE keys of one key package. The caller seals them and deletes them after the join. */
export interface KeyPackageSecrets {
  readonly bytes: Uint8Array
}

export interface NewKeyPackage {
  readonly keyPackage: Uint8Array
  readonly reference: Uint8Array
  readonly secrets: KeyPackageSecrets
}

export interface KeyPackageOptions {
  readonly identity: Uint8Array
  readonly key: SignatureKey
  readonly lifetime: Lifetime
  readonly lastResort: boolean
}

export interface InspectedKeyPackage {
  readonly identity: Uint8Array
  readonly signatureKey: Uint8Array
  readonly reference: Uint8Array
  readonly notAfter: number
  readonly lastResort: boolean
}

/** `last_resort`, draft-ietf-mls-extensions: the package may be used when no other is left. */
const LAST_RESORT = 0x000a

const CAPABILITIES: Capabilities = {
  versions: ["mls10"],
  ciphersuites: [SUITE_NAME],
  extensions: [LAST_RESORT],
  proposals: [],
  credentials: ["basic"],
}

const SECRETS_VERSION = 1
const HPKE_KEY_LENGTH = 32

/** Makes a signed key package (RFC 9420 10). Only its two HPKE private keys leave with it, as `secrets`. */
export async function createKeyPackage(options: KeyPackageOptions): Promise<NewKeyPackage> {
  const { publicPackage, privatePackage } = await generateKeyPackage(options)
  const { hash } = suiteFor(undefined)
  return {
    keyPackage: encodeMessage({ wireformat: "mls_key_package", keyPackage: publicPackage }),
    reference: await makeKeyPackageRef(publicPackage, hash),
    secrets: packSecrets(privatePackage),
  }
}

/** The library's form of the same, for a group's first leaf. */
export async function generateKeyPackage(options: KeyPackageOptions) {
  return generateKeyPackageWithKey(
    { credentialType: "basic", identity: options.identity.slice() },
    CAPABILITIES,
    toWire(options.lifetime),
    options.lastResort ? [{ extensionType: LAST_RESORT, extensionData: new Uint8Array(0) }] : [],
    { signKey: NO_SIGNATURE_KEY, publicKey: options.key.publicKey.slice() },
    suiteFor(options.key),
  )
}

/**
 * Parses and verifies (RFC 9420 10.1): signatures, suite, lifetime at `now`, distinct keys. The identity is only
 * bound to the key by this, not believed: that is the caller's policy. Throws `MlsError`.
 */
export async function inspectKeyPackage(bytes: Uint8Array, now: number): Promise<InspectedKeyPackage> {
  const keyPackage = decodeKeyPackage(bytes)
  checkLifetime(keyPackage.leafNode.lifetime, now)
  const { hash, signature } = suiteFor(undefined)
  return refusing(async () => {
    if (!(await verifyKeyPackage(keyPackage, signature)))
      throw new MlsError("unauthentic", "the key package's signature does not hold")
    if (!(await verifyLeafNodeSignatureKeyPackage(keyPackage.leafNode, signature)))
      throw new MlsError("unauthentic", "the leaf's signature does not hold")
    const { identity, signatureKey } = memberOf(0, keyPackage.leafNode)
    return {
      identity,
      signatureKey,
      reference: await makeKeyPackageRef(keyPackage, hash),
      notAfter: milliseconds(keyPackage.leafNode.lifetime.notAfter),
      lastResort: keyPackage.extensions.some((extension) => extension.extensionType === LAST_RESORT),
    }
  })
}

/** Parses and checks all that needs no signature and no clock. */
export function decodeKeyPackage(bytes: Uint8Array): KeyPackage {
  const { keyPackage } = decodeAs(bytes, "mls_key_package")
  checkKeyPackage(keyPackage)
  return keyPackage
}

export function checkKeyPackage(keyPackage: KeyPackage): void {
  const { leafNode, initKey } = keyPackage
  const { ciphersuites, versions, credentials, extensions } = leafNode.capabilities
  if (keyPackage.cipherSuite !== SUITE_NAME) throw new MlsError("suite", "not a package of suite 1")
  if (!ciphersuites.includes(SUITE_NAME) || !versions.includes("mls10") || !credentials.includes("basic"))
    throw new MlsError("capabilities", "the leaf does not support what the package says")
  const carried = [...keyPackage.extensions, ...leafNode.extensions].map(
    (extension) => extension.extensionType,
  )
  if (!carried.every((type) => typeof type === "number" && extensions.includes(type)))
    throw new MlsError("capabilities", "an extension is not among the leaf's capabilities")
  if (initKey.length !== HPKE_KEY_LENGTH || leafNode.hpkePublicKey.length !== HPKE_KEY_LENGTH)
    throw new MlsError("malformed", "not X25519 keys")
  if (equalBytes(initKey, leafNode.hpkePublicKey))
    throw new MlsError("invalid", "init key and leaf key are the same")
}

function packSecrets(privatePackage: PrivateKeyPackage): KeyPackageSecrets {
  const bytes = new Uint8Array(1 + 2 * HPKE_KEY_LENGTH)
  bytes[0] = SECRETS_VERSION
  bytes.set(privatePackage.initPrivateKey, 1)
  bytes.set(privatePackage.hpkePrivateKey, 1 + HPKE_KEY_LENGTH)
  return { bytes }
}

export function unpackSecrets({ bytes }: KeyPackageSecrets): PrivateKeyPackage {
  if (bytes.length !== 1 + 2 * HPKE_KEY_LENGTH || bytes[0] !== SECRETS_VERSION)
    throw new MlsError("malformed", "not key package secrets of this version")
  return {
    initPrivateKey: bytes.slice(1, 1 + HPKE_KEY_LENGTH),
    hpkePrivateKey: bytes.slice(1 + HPKE_KEY_LENGTH),
    signaturePrivateKey: NO_SIGNATURE_KEY,
  }
}
