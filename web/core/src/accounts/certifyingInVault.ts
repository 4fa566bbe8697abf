import { equalBytes, randomBytes } from "../bytes.ts"
import type { TrustedRoot } from "../certificates/identity.ts"
import { decodeKit, SEED_LENGTH } from "../kit.ts"
import type { Store } from "../store/store.ts"
import { type CertifyingKeys, openCertifying, wipeCertifying } from "../vault/certifyingKeys.ts"
import { NoWayIn } from "../vault/noWayIn.ts"
import { type Vault, wasRemovedHere } from "../vault/ownVault.ts"
import { type HeldToCertify, sawOpened } from "../vault/vaultRootRecord.ts"
import { unwrapSeed, type WayIn } from "../vault/vaultWays.ts"
import { withDeskStore } from "./deskStore.ts"
import { becomeIssuer, KitMismatch } from "./enterKit.ts"
import type { Office } from "./office.ts"
import { IssuerOver, resumeIssuer } from "./resumeIssuer.ts"
import { rootFromSeed } from "./rootKey.ts"

/**
 * Puts what certifies into the owner's vault, which is open in this browser; `way` opens it once more. With "issuer" that is
 * an issuer key alone, with "root" the kit's root as well. The issuer's is a new one, because a key that was ever not to be
 * read cannot be put anywhere; this browser is that issuer from then on. Throws KitError on mistyped text, KitMismatch when
 * it is not the root that this browser has pinned, NoWayIn, and what Api throws. The vault is as it was then; only what
 * fails once the new issuer is published, a `conflict` with another browser for one, leaves this browser being it already,
 * which does no harm. The way's secret is wiped.
 */
export async function keepInVault(
  office: Office,
  vault: Pick<Vault, "keepRoot">,
  what: HeldToCertify,
  kit: string,
  way: WayIn,
): Promise<void> {
  const seed = randomBytes(SEED_LENGTH)
  try {
    const root = await decodeKit(kit)
    try {
      const pinned = await withDeskStore(office, async (_, trusted) => trusted)
      const rootKey = await requireRoot(root, pinned)
      await vault.keepRoot(way, async () => {
        const certificate = await becomeIssuer(office, rootKey, await rootFromSeed(seed))
        return { issuer: { seed, certificate }, root: what === "root" ? root : undefined }
      })
    } finally {
      root.fill(0)
    }
  } finally {
    seed.fill(0)
    way.secret.fill(0)
  }
}

/**
 * Makes this browser an issuer with what is in the owner's vault. It need not have opened the vault, and nobody need have
 * certified it. It becomes the issuer that is there; where that is over, the root makes another, and without a root it is
 * IssuerOver. Opened keys are forgotten again. Throws NoWayIn, VaultDamaged when the server changed what it gave or gave
 * what this browser knows to be replaced, KitMismatch and CertificateError when the vault and the server are not of one root
 * or a revocation list was withheld, and what Api throws: `not_found` when nothing is there. The way's secret is wiped.
 */
export async function enterByVault(office: Office, way: WayIn): Promise<void> {
  try {
    await withDeskStore(office, async (store, pinned) => {
      const keys = await opened(office, store, way)
      try {
        await enterWith(office, keys, pinned)
      } finally {
        wipeCertifying(keys)
      }
    })
  } finally {
    way.secret.fill(0)
  }
}

async function enterWith(office: Office, { root, issuer }: CertifyingKeys, pinned: TrustedRoot) {
  const rootKey = root === undefined ? undefined : await requireRoot(root, pinned)
  try {
    if (issuer !== undefined) return await resumeIssuer(office, issuer, pinned)
  } catch (error) {
    if (!(error instanceof IssuerOver) || rootKey === undefined) throw error
  }
  if (rootKey !== undefined) await becomeIssuer(office, rootKey)
}

async function opened(office: Office, store: Store, way: WayIn): Promise<CertifyingKeys> {
  const { vault, ways, number, sealed } = await office.api.vault.openRoot()
  const wrapped = ways.find(({ id }) => id === way.id)?.wrapped
  if (wrapped === undefined || (await wasRemovedHere(store, vault))) throw new NoWayIn()
  const seed = await unwrapSeed(vault, way, wrapped)
  try {
    const keys = await openCertifying(seed, vault, number, sealed)
    await sawOpened(store, vault, number, keys).catch((error) => {
      wipeCertifying(keys)
      throw error
    })
    return keys
  } finally {
    seed.fill(0)
  }
}

async function requireRoot(seed: Uint8Array, pinned: TrustedRoot) {
  const key = await rootFromSeed(seed)
  if (!equalBytes(key.publicKey, pinned.publicKey)) throw new KitMismatch()
  return key
}
