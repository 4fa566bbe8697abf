import type { ClientState } from "ts-mls/clientState.js"
import { decodeUint8, decodeUint16, uint8Encoder, uint16Encoder } from "ts-mls/codec/number.js"
import { type Decoder, mapDecoders } from "ts-mls/codec/tlsDecoder.js"
import { type BufferEncoder, contramapBufferEncoders, encode } from "ts-mls/codec/tlsEncoder.js"
import {
  decodeVarLenData,
  decodeVarLenType,
  varLenDataEncoder,
  varLenTypeEncoder,
} from "ts-mls/codec/variableLength.js"
import type { EpochReceiverData } from "ts-mls/epochReceiverData.js"
import { decodeGroupContext, type GroupContext, groupContextEncoder } from "ts-mls/groupContext.js"
import { decodeKeySchedule, type KeySchedule, keyScheduleEncoder } from "ts-mls/keySchedule.js"
import { decodePrivateKeyPath, type PrivateKeyPath, privateKeyPathEncoder } from "ts-mls/privateKeyPath.js"
import { decodeNode, type Node, nodeEncoder, type RatchetTree } from "ts-mls/ratchetTree.js"
import {
  decodeGenerationSecret,
  type GenerationSecret,
  generationSecretEncoder,
  type SecretTree,
} from "ts-mls/secretTree.js"
import { equalBytes } from "./bytes.ts"
import { CLIENT_CONFIG } from "./context.ts"
import { memberAt } from "./member.ts"
import { MlsError, refusingNow } from "./mlsError.ts"
import { isRemoved } from "./removedState.ts"
import { NO_SIGNATURE_KEY } from "./suite.ts"

const VERSION = 1

/** A tree as positions in the saved nodes, counted from 1; 0 is blank. Six epochs share most of their leaves. */
type TreeShape = number[]

interface SavedPast {
  readonly groupContext: GroupContext
  readonly senderDataSecret: Uint8Array
  readonly tree: TreeShape
  readonly ratchets: GenerationSecret[]
}

interface SavedState extends SavedPast {
  readonly version: number
  readonly removed: number
  readonly keySchedule: KeySchedule
  readonly confirmationTag: Uint8Array
  readonly privatePath: PrivateKeyPath
  readonly past: SavedPast[]
  readonly nodes: Node[]
}

type PastFields = [GroupContext, Uint8Array, TreeShape, GenerationSecret[]]

const pastEncoder: BufferEncoder<SavedPast> = contramapBufferEncoders<PastFields, SavedPast>(
  [
    groupContextEncoder,
    varLenDataEncoder,
    varLenTypeEncoder(uint16Encoder),
    varLenTypeEncoder(generationSecretEncoder),
  ],
  (past) => [past.groupContext, past.senderDataSecret, past.tree, past.ratchets],
)

const decodePast: Decoder<SavedPast> = mapDecoders(
  [
    decodeGroupContext,
    decodeVarLenData,
    decodeVarLenType(decodeUint16),
    decodeVarLenType(decodeGenerationSecret),
  ],
  (groupContext, senderDataSecret, tree, ratchets) => ({ groupContext, senderDataSecret, tree, ratchets }),
)

type StateFields = [number, number, SavedPast, KeySchedule, Uint8Array, PrivateKeyPath, SavedPast[], Node[]]

const stateEncoder: BufferEncoder<SavedState> = contramapBufferEncoders<StateFields, SavedState>(
  [
    uint8Encoder,
    uint8Encoder,
    pastEncoder,
    keyScheduleEncoder,
    varLenDataEncoder,
    privateKeyPathEncoder,
    varLenTypeEncoder(pastEncoder),
    varLenTypeEncoder(nodeEncoder),
  ],
  (saved) => [
    saved.version,
    saved.removed,
    saved,
    saved.keySchedule,
    saved.confirmationTag,
    saved.privatePath,
    saved.past,
    saved.nodes,
  ],
)

const decodeSaved: Decoder<SavedState> = mapDecoders(
  [
    decodeUint8,
    decodeUint8,
    decodePast,
    decodeKeySchedule,
    decodeVarLenData,
    decodePrivateKeyPath,
    decodeVarLenType(decodePast),
    decodeVarLenType(decodeNode),
  ],
  (version, removed, current, keySchedule, confirmationTag, privatePath, past, nodes) => ({
    ...current,
    version,
    removed,
    keySchedule,
    confirmationTag,
    privatePath,
    past,
    nodes,
  }),
)

/** Each node once, in the order of first use. */
class NodePool {
  readonly #positions = new Map<Node, number>()

  shape(tree: RatchetTree): TreeShape {
    return tree.map((node) => (node === undefined ? 0 : this.#position(node)))
  }

  nodes(): Node[] {
    return [...this.#positions.keys()]
  }

  #position(node: Node): number {
    const position = this.#positions.get(node) ?? this.#positions.size + 1
    this.#positions.set(node, position)
    return position
  }
}

export function encodeState(state: ClientState): Uint8Array {
  const pool = new NodePool()
  return encode(stateEncoder)({
    version: VERSION,
    removed: isRemoved(state) ? 1 : 0,
    groupContext: state.groupContext,
    senderDataSecret: state.keySchedule.senderDataSecret,
    tree: pool.shape(state.ratchetTree),
    ratchets: ratchetsOf(state.ratchetTree, state.secretTree),
    keySchedule: state.keySchedule,
    confirmationTag: state.confirmationTag,
    privatePath: state.privatePath,
    past: [...state.historicalReceiverData.values()].map((past) => ({
      groupContext: past.groupContext,
      senderDataSecret: past.senderDataSecret,
      tree: pool.shape(past.ratchetTree),
      ratchets: ratchetsOf(past.ratchetTree, past.secretTree),
    })),
    nodes: pool.nodes(),
  })
}

/** Reads exactly what `encodeState` writes. Throws `MlsError`; shares no memory with the input. */
export function decodeState(bytes: Uint8Array, signaturePublicKey: Uint8Array): ClientState {
  const copy = bytes.slice()
  if (copy[0] !== VERSION) throw new MlsError("saved-state", "not a saved group of this version")
  const state = refusingNow(() => {
    const saved = decodeSaved(copy, 0)?.[0]
    return saved && restore(saved)
  })
  if (state === undefined || !equalBytes(encodeState(state), copy))
    throw new MlsError("saved-state", "not a saved group")
  const own = memberAt(state.ratchetTree, state.privatePath.leafIndex)
  if (!isRemoved(state) && !(own && equalBytes(own.signatureKey, signaturePublicKey)))
    throw new MlsError("wrong-key", "the group belongs to another signature key")
  return state
}

function restore(saved: SavedState): ClientState {
  const current = restoreEpoch(saved, saved.nodes)
  return {
    groupContext: saved.groupContext,
    keySchedule: saved.keySchedule,
    secretTree: current.secretTree,
    ratchetTree: current.ratchetTree,
    privatePath: saved.privatePath,
    signaturePrivateKey: NO_SIGNATURE_KEY,
    unappliedProposals: {},
    confirmationTag: saved.confirmationTag,
    historicalReceiverData: new Map(
      saved.past.map((past) => [past.groupContext.epoch, restoreEpoch(past, saved.nodes)]),
    ),
    groupActiveState: saved.removed === 1 ? { kind: "removedFromGroup" } : { kind: "active" },
    clientConfig: CLIENT_CONFIG,
  }
}

function restoreEpoch(saved: SavedPast, nodes: readonly Node[]): EpochReceiverData {
  const ratchetTree = saved.tree.map((position) => (position === 0 ? undefined : nodeAt(nodes, position)))
  return {
    groupContext: saved.groupContext,
    senderDataSecret: saved.senderDataSecret,
    ratchetTree,
    secretTree: secretTreeOf(ratchetTree, saved.ratchets),
    resumptionPsk: new Uint8Array(0),
  }
}

function nodeAt(nodes: readonly Node[], position: number): Node {
  const node = nodes[position - 1]
  if (node === undefined) throw new MlsError("saved-state", "a tree names a node that is not there")
  return node
}

/** Only occupied leaves send, and only application data is private: the other ratchets never turn. */
function ratchetsOf(tree: RatchetTree, secretTree: SecretTree): GenerationSecret[] {
  return secretTree
    .filter((_, index) => tree[index]?.nodeType === "leaf")
    .map((ratchets) => ratchets.application)
}

function secretTreeOf(tree: RatchetTree, ratchets: readonly GenerationSecret[]): SecretTree {
  if (ratchets.length === 0) return []
  const remaining = ratchets.values()
  // Stands where nobody sends. Random, so that it can never be a key that someone else knows.
  const secret = crypto.getRandomValues(new Uint8Array(32))
  const unused: GenerationSecret = { secret, generation: 0, unusedGenerations: {} }
  return tree.map((node) => {
    const application = node?.nodeType === "leaf" ? remaining.next().value : unused
    if (application === undefined) throw new MlsError("saved-state", "a member has no ratchet")
    return { application, handshake: unused }
  })
}
