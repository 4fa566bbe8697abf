import { type ClientState, joinGroup as libraryJoin } from "ts-mls/clientState.js"
import type { GroupInfo } from "ts-mls/groupInfo.js"
import { type KeyPackage, makeKeyPackageRef, type PrivateKeyPackage } from "ts-mls/keyPackage.js"
import { emptyPskIndex } from "ts-mls/pskIndex.js"
import { decodeRatchetTree, encodeRatchetTree, type RatchetTree } from "ts-mls/ratchetTree.js"
import { decryptGroupInfo, decryptGroupSecrets, type Welcome } from "ts-mls/welcome.js"
import { equalBytes } from "./bytes.ts"
import { CLIENT_CONFIG, type Session } from "./context.ts"
import { decodeKeyPackage, type KeyPackageSecrets, unpackSecrets } from "./keyPackage.ts"
import { MAX_MEMBERS } from "./limits.ts"
import { membersOf } from "./member.ts"
import { MlsError, refusing, refusingNow } from "./mlsError.ts"
import { consult } from "./policy.ts"
import { settlePrivatePath } from "./privatePath.ts"
import { SUITE_NAME } from "./suite.ts"
import { checkDistinctKeys, checkTreeSize } from "./treeRules.ts"
import { decodeAs } from "./wire.ts"

export interface JoinOptions {
  readonly welcome: Uint8Array
  readonly keyPackage: Uint8Array
  readonly secrets: KeyPackageSecrets
  readonly expectedGroupId: string
}

/** Key package references a Welcome is addressed to, so that the caller finds its secrets. */
export function welcomeReferences(welcome: Uint8Array): readonly Uint8Array[] {
  return decodeWelcome(welcome).secrets.map((secret) => secret.newMember.slice())
}

/**
 * Joins by Welcome (RFC 9420 12.4.3.1). Size, group id and the policy come before the library's costlier checks of
 * tree and signatures, so that an uncertified inviter cannot make us work. Leaves' lifetimes are not judged: the
 * tree of an old group rightly holds expired ones.
 */
export async function join(options: JoinOptions, session: Session): Promise<ClientState> {
  const welcome = decodeWelcome(options.welcome)
  const keyPackage = decodeKeyPackage(options.keyPackage)
  if (!equalBytes(keyPackage.leafNode.signaturePublicKey, session.key.publicKey))
    throw new MlsError("wrong-key", "the key package is of another signature key")
  const privateKeys = unpackSecrets(options.secrets)
  const groupInfo = await openGroupInfo(welcome, keyPackage, privateKeys, session)
  const tree = checkGroupInfo(groupInfo, options.expectedGroupId)
  const entering = membersOf(tree).map((candidate) => ({ candidate, previous: undefined }))
  await consult(session.policy, entering)
  const state = await refusing(() =>
    libraryJoin(
      welcome,
      keyPackage,
      privateKeys,
      emptyPskIndex,
      session.suite,
      undefined,
      undefined,
      CLIENT_CONFIG,
    ),
  )
  const privatePath = await settlePrivatePath(state.privatePath, state.ratchetTree, {})
  return { ...state, privatePath }
}

function decodeWelcome(bytes: Uint8Array): Welcome {
  const { welcome } = decodeAs(bytes, "mls_welcome")
  if (welcome.cipherSuite !== SUITE_NAME) throw new MlsError("suite", "not a Welcome of suite 1")
  if (welcome.secrets.length > MAX_MEMBERS) throw new MlsError("too-many-members", "a Welcome to too many")
  return welcome
}

/** Decrypts the group info to look at it; its signature and tag are the library's to verify afterwards. */
async function openGroupInfo(
  welcome: Welcome,
  keyPackage: KeyPackage,
  privateKeys: PrivateKeyPackage,
  { suite }: Session,
): Promise<GroupInfo> {
  return refusing(async () => {
    const reference = await makeKeyPackageRef(keyPackage, suite.hash)
    const initKey = await suite.hpke.importPrivateKey(privateKeys.initPrivateKey)
    const secrets = await decryptGroupSecrets(initKey, reference, welcome, suite.hpke)
    if (secrets === undefined) throw new MlsError("malformed", "not group secrets")
    if (secrets.psks.length > 0) throw new MlsError("pre-shared-key", "pre-shared keys are not used here")
    const noPsk = new Uint8Array(suite.kdf.size)
    const groupInfo = await decryptGroupInfo(welcome, secrets.joinerSecret, noPsk, suite)
    if (groupInfo === undefined) throw new MlsError("malformed", "not group info")
    return groupInfo
  })
}

function checkGroupInfo(groupInfo: GroupInfo, expectedGroupId: string): RatchetTree {
  const { groupContext, extensions } = groupInfo
  if (!equalBytes(groupContext.groupId, new TextEncoder().encode(expectedGroupId)))
    throw new MlsError("wrong-group", "a Welcome to another group")
  if (groupContext.cipherSuite !== SUITE_NAME) throw new MlsError("suite", "not a group of suite 1")
  if (groupContext.extensions.length > 0)
    throw new MlsError("extension", "group extensions are not used here")
  const only = extensions.length === 1 ? extensions[0] : undefined
  if (only?.extensionType !== "ratchet_tree")
    throw new MlsError("extension", "the tree, and nothing else, belongs into the group info")
  return decodeTree(only.extensionData)
}

function decodeTree(bytes: Uint8Array): RatchetTree {
  const tree = refusingNow(() => decodeRatchetTree(bytes, 0)?.[0])
  if (tree === undefined || !equalBytes(encodeRatchetTree(tree), bytes))
    throw new MlsError("malformed", "not a tree in its canonical encoding")
  checkTreeSize(tree)
  checkDistinctKeys(tree)
  return tree
}
