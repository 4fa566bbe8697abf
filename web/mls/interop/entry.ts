import { type ClientState, joinGroup as libraryJoin } from "ts-mls/clientState.js"
import { emptyPskIndex } from "ts-mls/pskIndex.js"
import { decodeRatchetTree, encodeRatchetTree, type RatchetTree } from "ts-mls/ratchetTree.js"
import { equalBytes } from "../src/bytes.ts"
import { CLIENT_CONFIG, openSession } from "../src/context.ts"
import { create } from "../src/create.ts"
import {
  type Context,
  createGroup,
  joinGroup,
  MlsError,
  type NewKeyPackage,
  welcomeReferences,
} from "../src/index.ts"
import { decodeKeyPackage, unpackSecrets } from "../src/keyPackage.ts"
import type { Lifetime } from "../src/lifetime.ts"
import { refusing, refusingNow } from "../src/mlsError.ts"
import { decodeAs } from "../src/wire.ts"
import { LibrarySeat } from "./librarySeat.ts"
import { notOffered, ProductSeat } from "./productSeat.ts"
import type { Seat } from "./seat.ts"

export interface Founding {
  readonly groupId: string
  readonly identity: Uint8Array
  readonly lifetime: Lifetime
}

export interface Invitation {
  readonly groupId: string
  readonly welcome: Uint8Array
  /** Empty when the Welcome carries it. */
  readonly ratchetTree: Uint8Array
}

export async function found(founding: Founding, engine: Seat["engine"], context: Context): Promise<Seat> {
  return engine === "product"
    ? new ProductSeat(await createGroup(founding, context), context)
    : new LibrarySeat(await create(founding, openSession(context)), context)
}

export async function join(
  invitation: Invitation,
  own: NewKeyPackage,
  engine: Seat["engine"],
  context: Context,
): Promise<Seat> {
  if (engine === "library") return new LibrarySeat(await joinBare(invitation, own, context), context)
  if (invitation.ratchetTree.length > 0) throw notOffered("the tree comes in the Welcome")
  const { welcome, groupId: expectedGroupId } = invitation
  const { keyPackage, secrets } = own
  return new ProductSeat(await joinGroup({ welcome, keyPackage, secrets, expectedGroupId }, context), context)
}

async function joinBare(invitation: Invitation, own: NewKeyPackage, context: Context): Promise<ClientState> {
  const { welcome } = decodeAs(invitation.welcome, "mls_welcome")
  const { suite } = openSession(context)
  const state = await refusing(() =>
    libraryJoin(
      welcome,
      decodeKeyPackage(own.keyPackage),
      unpackSecrets(own.secrets),
      emptyPskIndex,
      suite,
      decodeTree(invitation.ratchetTree),
      undefined,
      CLIENT_CONFIG,
    ),
  )
  if (!equalBytes(state.groupContext.groupId, new TextEncoder().encode(invitation.groupId)))
    throw new MlsError("wrong-group", "a Welcome to another group")
  return state
}

/** The key package, among some, that a Welcome was made for. */
export function addressee(welcome: Uint8Array, candidates: readonly NewKeyPackage[]): NewKeyPackage {
  const references = welcomeReferences(welcome)
  const own = candidates.find(({ reference }) => references.some((other) => equalBytes(reference, other)))
  if (own === undefined) throw new MlsError("not-invited", "the Welcome is for no key package of this name")
  return own
}

export function ratchetTreeOf(seat: Seat): Uint8Array {
  return encodeRatchetTree(seat.state.ratchetTree)
}

function decodeTree(bytes: Uint8Array): RatchetTree | undefined {
  if (bytes.length === 0) return undefined
  const decoded = refusingNow(() => decodeRatchetTree(bytes.slice(), 0))
  if (decoded === undefined || decoded[1] !== bytes.length) throw new MlsError("malformed", "not a tree")
  return decoded[0]
}
