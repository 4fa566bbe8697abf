import { hex, list, member, number } from "./vectorFields.ts"

/** Shapes of the official vector files; everything in them is hex. */

export interface TreeValidation {
  readonly suite: number
  readonly tree: Uint8Array
  readonly groupId: Uint8Array
  readonly treeHashes: readonly Uint8Array[]
}

export interface WelcomeVector {
  readonly suite: number
  readonly initPrivate: Uint8Array
  readonly keyPackage: Uint8Array
  readonly signerPublic: Uint8Array
  readonly welcome: Uint8Array
}

export interface TreeKem {
  readonly suite: number
  readonly groupId: Uint8Array
  readonly epoch: bigint
  readonly confirmedTranscriptHash: Uint8Array
  readonly tree: Uint8Array
  readonly leaves: readonly {
    readonly index: number
    readonly encryptionPrivate: Uint8Array
    readonly pathSecrets: readonly { readonly node: number; readonly secret: Uint8Array }[]
  }[]
  readonly updatePaths: readonly {
    readonly sender: number
    readonly updatePath: Uint8Array
    readonly pathSecrets: readonly (Uint8Array | undefined)[]
    readonly commitSecret: Uint8Array
    readonly treeHashAfter: Uint8Array
  }[]
}

export interface PassiveClient {
  readonly suite: number
  readonly psks: Record<string, Uint8Array>
  readonly keyPackage: Uint8Array
  readonly encryptionPrivate: Uint8Array
  readonly initPrivate: Uint8Array
  readonly welcome: Uint8Array
  readonly ratchetTree: Uint8Array | undefined
  readonly epochAuthenticator: Uint8Array
  readonly epochs: readonly {
    readonly proposals: readonly Uint8Array[]
    readonly commit: Uint8Array
    readonly epochAuthenticator: Uint8Array
  }[]
}

export function parseTreeValidations(file: unknown): readonly TreeValidation[] {
  return list(file).map((item) => ({
    suite: number(member(item, "cipher_suite")),
    tree: hex(member(item, "tree")),
    groupId: hex(member(item, "group_id")),
    treeHashes: list(member(item, "tree_hashes")).map(hex),
  }))
}

export function parseWelcomes(file: unknown): readonly WelcomeVector[] {
  return list(file).map((item) => ({
    suite: number(member(item, "cipher_suite")),
    initPrivate: hex(member(item, "init_priv")),
    keyPackage: hex(member(item, "key_package")),
    signerPublic: hex(member(item, "signer_pub")),
    welcome: hex(member(item, "welcome")),
  }))
}

export function parseTreeKems(file: unknown): readonly TreeKem[] {
  return list(file).map((item) => ({
    suite: number(member(item, "cipher_suite")),
    groupId: hex(member(item, "group_id")),
    epoch: BigInt(number(member(item, "epoch"))),
    confirmedTranscriptHash: hex(member(item, "confirmed_transcript_hash")),
    tree: hex(member(item, "ratchet_tree")),
    leaves: list(member(item, "leaves_private")).map((leaf) => ({
      index: number(member(leaf, "index")),
      encryptionPrivate: hex(member(leaf, "encryption_priv")),
      pathSecrets: list(member(leaf, "path_secrets")).map((secret) => ({
        node: number(member(secret, "node")),
        secret: hex(member(secret, "path_secret")),
      })),
    })),
    updatePaths: list(member(item, "update_paths")).map((path) => ({
      sender: number(member(path, "sender")),
      updatePath: hex(member(path, "update_path")),
      pathSecrets: list(member(path, "path_secrets")).map((secret) =>
        secret === null ? undefined : hex(secret),
      ),
      commitSecret: hex(member(path, "commit_secret")),
      treeHashAfter: hex(member(path, "tree_hash_after")),
    })),
  }))
}

export function parsePassiveClients(file: unknown): readonly PassiveClient[] {
  return list(file).map((item) => {
    const tree = member(item, "ratchet_tree")
    return {
      suite: number(member(item, "cipher_suite")),
      psks: parsePsks(member(item, "external_psks")),
      keyPackage: hex(member(item, "key_package")),
      encryptionPrivate: hex(member(item, "encryption_priv")),
      initPrivate: hex(member(item, "init_priv")),
      welcome: hex(member(item, "welcome")),
      ratchetTree: tree === null ? undefined : hex(tree),
      epochAuthenticator: hex(member(item, "initial_epoch_authenticator")),
      epochs: list(member(item, "epochs")).map(parseEpoch),
    }
  })
}

function parseEpoch(item: unknown): PassiveClient["epochs"][number] {
  return {
    proposals: list(member(item, "proposals")).map(hex),
    commit: hex(member(item, "commit")),
    epochAuthenticator: hex(member(item, "epoch_authenticator")),
  }
}

function parsePsks(file: unknown): Record<string, Uint8Array> {
  return Object.fromEntries(
    list(file).map((item) => [
      Buffer.from(hex(member(item, "psk_id"))).toString("base64"),
      hex(member(item, "psk")),
    ]),
  )
}
