import type { CiphersuiteImpl } from "ts-mls/crypto/ciphersuite.js"
import type { PrivateKeyPath } from "ts-mls/privateKeyPath.js"
import { getHpkePublicKey, type RatchetTree } from "ts-mls/ratchetTree.js"
import { equalBytes } from "./bytes.ts"
import { MlsError, refusing } from "./mlsError.ts"
import { hpkePublicKey } from "./suite.ts"

/**
 * Forgets keys of nodes that are blank now, and checks that each new key opens what the tree's node is sealed to
 * (RFC 9420 7.5, 12.4.3.1): a sender of wrong path secrets would else part us from the group one commit later.
 */
export async function settlePrivatePath(
  path: PrivateKeyPath,
  tree: RatchetTree,
  known: PrivateKeyPath["privateKeys"],
  suite: CiphersuiteImpl,
): Promise<PrivateKeyPath> {
  const privateKeys: Record<number, Uint8Array> = {}
  for (const [index, key] of Object.entries(path.privateKeys)) {
    const node = tree[Number(index)]
    if (node === undefined) continue
    if (known[Number(index)] !== key) await checkPair(key, getHpkePublicKey(node), suite)
    privateKeys[Number(index)] = key
  }
  return { leafIndex: path.leafIndex, privateKeys }
}

async function checkPair(key: Uint8Array, publicKey: Uint8Array, suite: CiphersuiteImpl): Promise<void> {
  const derived = await refusing(() => hpkePublicKey(key, suite))
  if (!equalBytes(derived, publicKey))
    throw new MlsError("path-secret", "a private key does not match its node")
}
