import { generateSignatureKey, type SignatureKey } from "@sotto/mls"
import { equalBytes } from "../bytes.ts"
import type { TrustedRoot } from "../certificates/identity.ts"
import { issueIssuer } from "../certificates/issue.ts"
import { RevocationLists } from "../certificates/revocationLists.ts"
import { decodeKit } from "../kit.ts"
import { type Office, rootOf } from "./office.ts"
import { publishList } from "./revoking.ts"
import { rootFromSeed } from "./rootKey.ts"

export class KitMismatch extends Error {
  constructor() {
    super("The recovery kit belongs to another organisation.")
    this.name = "KitMismatch"
  }
}

/**
 * The root key that a kit holds, to sign with and to be dropped again. Throws KitError on mistyped text and KitMismatch
 * when it is the kit of another root.
 */
export async function rootOfKit(text: string, expected: TrustedRoot): Promise<SignatureKey> {
  const seed = await decodeKit(text)
  const key = await rootFromSeed(seed).finally(() => seed.fill(0))
  if (!equalBytes(key.publicKey, expected.publicKey)) throw new KitMismatch()
  return key
}

/**
 * Makes this browser an issuer: the kit's root key signs a fresh issuer key and is dropped again. Throws KitError on
 * mistyped text and KitMismatch when it is another organisation's; nothing has been sent then.
 */
export async function enterKit(office: Office, text: string): Promise<void> {
  await becomeIssuer(office, await rootOfKit(text, rootOf(office.session)))
}

/**
 * The same with a root key that is at hand. The caller has made sure that it is the organisation's. Returns what the root
 * signed about the issuer's key, which is a fresh one unless the caller made it.
 */
export async function becomeIssuer(
  office: Office,
  rootKey: SignatureKey,
  made?: SignatureKey,
): Promise<string> {
  const key = made ?? (await generateSignatureKey())
  const { user, organisation } = office.session
  const subject = { organisation: organisation.id, user: user.id, name: user.name, publicKey: key.publicKey }
  const certificate = await issueIssuer(rootKey, subject, office.now())
  await office.api.publishIssuer(certificate)
  // What the issuer before had revoked stays so, whatever the server shows of it from now on.
  const before = await office.keys.issuer(organisation.id)
  await office.keys.keepIssuer(organisation.id, {
    key,
    certificate,
    revocations: before?.revocations ?? RevocationLists.none.save(),
  })
  await publishList(office, [])
  return certificate
}
