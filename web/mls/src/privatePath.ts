import type { PrivateKeyPath } from "ts-mls/privateKeyPath.js"
import { getHpkePublicKey, type RatchetTree } from "ts-mls/ratchetTree.js"
import { equalBytes } from "./bytes.ts"
import { exportPublicKey, importPrivateKey, publicKeyOf } from "./hpkeKeys.ts"
import { MlsError, refusing } from "./mlsError.ts"

/**
 * Forgets keys of nodes that are blank now, and checks that each new key opens what the tree's node is sealed to
 * (RFC 9420 7.5, 12.4.3.1): a sender of wrong path secrets would else part us from the group one commit later.
 */
export async function settlePrivatePath(
  path: PrivateKeyPath,
  tree: RatchetTree,
  known: PrivateKeyPath["privateKeys"],
): Promise<PrivateKeyPath> {
  const privateKeys: Record<number, Uint8Array> = {}
  for (const [index, key] of Object.entries(path.privateKeys)) {
    const node = tree[Number(index)]
    if (node === undefined) continue
    if (known[Number(index)] !== key) await checkPair(key, getHpkePublicKey(node))
    privateKeys[Number(index)] = key
  }
  return { leafIndex: path.leafIndex, privateKeys }
}

async function checkPair(key: Uint8Array, publicKey: Uint8Array): Promise<void> {
  const derived = await refusing(async () => exportPublicKey(await publicKeyOf(await importPrivateKey(key))))
  if (!equalBytes(derived, publicKey))
    throw new MlsError("path-secret", "a private key does not match its node")
}
