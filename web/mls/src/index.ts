export type { Context } from "./context.ts"
export {
  createGroup,
  type Group,
  joinGroup,
  loadGroup,
  type PendingCommit,
  type ReceivedApplication,
  type ReceivedCommit,
} from "./group.ts"
export { welcomeReferences } from "./join.ts"
export {
  createKeyPackage,
  type InspectedKeyPackage,
  inspectKeyPackage,
  type KeyPackageSecrets,
  type NewKeyPackage,
} from "./keyPackage.ts"
export type { Lifetime } from "./lifetime.ts"
export type { Member } from "./member.ts"
export { MlsError } from "./mlsError.ts"
export type { LeafPolicy } from "./policy.ts"
export { generateSignatureKey, type SignatureKey, sign, verifySignature } from "./signatureKey.ts"
