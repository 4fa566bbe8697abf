import { equalBytes } from "../bytes.ts"
import type { TrustedRoot } from "../certificates/identity.ts"
import { decodeKit } from "../kit.ts"
import { NoWayIn } from "../vault/noWayIn.ts"
import type { Vault } from "../vault/ownVault.ts"
import { openRoot } from "../vault/vaultRoot.ts"
import { unwrapSeed, type WayIn } from "../vault/vaultWays.ts"
import { withDeskStore } from "./deskStore.ts"
import { becomeIssuer, KitMismatch } from "./enterKit.ts"
import type { Office } from "./office.ts"
import { rootFromSeed } from "./rootKey.ts"

/**
 * Puts the kit's root into the owner's vault, which is open in this browser; `way` opens it once more. Throws KitError on
 * mistyped text, KitMismatch when it is not the root that this browser has pinned, NoWayIn and what Api throws; nothing
 * has changed then. The way's secret is wiped.
 */
export async function keepRootInVault(
  office: Office,
  vault: Pick<Vault, "keepRoot">,
  kit: string,
  way: WayIn,
): Promise<void> {
  try {
    const root = await decodeKit(kit)
    try {
      const pinned = await withDeskStore(office, async (_, trusted) => trusted)
      await requireRoot(root, pinned)
      await vault.keepRoot(way, root)
    } finally {
      root.fill(0)
    }
  } finally {
    way.secret.fill(0)
  }
}

/**
 * Makes this browser an issuer with the root in the owner's vault. It need not have opened the vault, and nobody need have
 * certified it. The root is forgotten again. Throws NoWayIn, VaultDamaged when the server changed what it gave, KitMismatch
 * when the vault holds another root, and what Api throws: `not_found` when the vault holds none. The way's secret is wiped.
 */
export async function enterByVault(office: Office, way: WayIn): Promise<void> {
  try {
    const seed = await rootSeed(office, way)
    try {
      const pinned = await withDeskStore(office, async (_, trusted) => trusted)
      await becomeIssuer(office, await requireRoot(seed, pinned))
    } finally {
      seed.fill(0)
    }
  } finally {
    way.secret.fill(0)
  }
}

async function rootSeed(office: Office, way: WayIn): Promise<Uint8Array<ArrayBuffer>> {
  const { vault, ways, number, sealed } = await office.api.vault.openRoot()
  const wrapped = ways.find(({ id }) => id === way.id)?.wrapped
  if (wrapped === undefined) throw new NoWayIn()
  const seed = await unwrapSeed(vault, way, wrapped)
  try {
    return await openRoot(seed, vault, number, sealed)
  } finally {
    seed.fill(0)
  }
}

async function requireRoot(seed: Uint8Array, pinned: TrustedRoot) {
  const key = await rootFromSeed(seed)
  if (!equalBytes(key.publicKey, pinned.publicKey)) throw new KitMismatch()
  return key
}
