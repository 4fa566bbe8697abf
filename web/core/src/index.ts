export { certify, renewDue } from "./accounts/certifying.ts"
export { enterByVault, keepInVault } from "./accounts/certifyingInVault.ts"
export {
  companyKeysOf,
  NoCompanyKey,
  readCompanyKey,
  type SignedCompanyKeys,
  signCompanyKeys,
} from "./accounts/companyKeys.ts"
export { enterKit, KitMismatch } from "./accounts/enterKit.ts"
export { type KitMark, kitReminder, testKit } from "./accounts/kitTest.ts"
export { issuerOf, NotAnIssuer, type Office } from "./accounts/office.ts"
export {
  linkOpenId,
  type OpenIdReturn,
  openIdReturn,
  ProviderAway,
  SIGN_IN_BY_PROVIDER,
} from "./accounts/openId.ts"
export { type OpenKit, openKit, type RecoveryState, recoveryState } from "./accounts/recovery.ts"
export { IssuerOver } from "./accounts/resumeIssuer.ts"
export { republishWhenDue, revokeDevice } from "./accounts/revoking.ts"
export {
  beginSetUp,
  finishSetUp,
  openSetUp,
  type PreparedSetUp,
  type SetUpLink,
  type SetUpPlan,
} from "./accounts/setUp.ts"
export {
  acceptInvitation,
  addPasskey,
  currentSession,
  signIn,
  signInBySuggestion,
  stepUp,
} from "./accounts/signIn.ts"
export { staffDevice } from "./accounts/staffDevice.ts"
export { type Issuer, type StaffDevice, StaffKeys } from "./accounts/staffKeys.ts"
export { invite, type Team, type TeamDevice, team } from "./accounts/team.ts"
export { NoPasskeySecret, vaultWayByPasskey, vaultWayId } from "./accounts/vaultWay.ts"
export type { PasswordSignIn } from "./api/accountApi.ts"
export {
  type OwnOpenId,
  type OwnPasskey,
  type OwnSession,
  type PasswordOptions,
  type PasswordState,
  type SecurityEvent,
  type SecurityEventKind,
  type SignInMethod,
  securityEventKinds,
} from "./api/accountReplies.ts"
export { Api, type FirstContact, type OutgoingCommit, type OutgoingMessage } from "./api/api.ts"
export { type ApiScope, apiScopes, type NewApiToken, type OwnApiToken } from "./api/apiTokensApi.ts"
export type { ColleaguesApi } from "./api/colleaguesApi.ts"
export type { Colleague } from "./api/colleaguesReplies.ts"
export type { KitState } from "./api/kitTestsApi.ts"
export type { SignInPolicy } from "./api/policyApi.ts"
export type { Recovery, RecoveryView } from "./api/recoveryReplies.ts"
export type * from "./api/replies.ts"
export { type NewInbox, StaffApi } from "./api/staffApi.ts"
export { type AskStepUp, needsStepUp } from "./api/staffTransport.ts"
export { fromBase32, toBase32 } from "./base32.ts"
export { fromBase64Url, toBase64Url } from "./base64.ts"
export type { CompanyKey } from "./certificates/companyKeys.ts"
export type { CompanyPerson } from "./certificates/companyToken.ts"
export * from "./certificates/identity.ts"
export * from "./certificates/issue.ts"
export { type VerifiedIssuer, verifyIssuer } from "./certificates/issuer.ts"
export { type Lateness, RevocationLists } from "./certificates/revocationLists.ts"
export { type Trust, verifyIdentity } from "./certificates/verify.ts"
export * from "./content/content.ts"
export { messageId, roomUri, senderUri } from "./content/messageId.ts"
export { decodeContent, encodeContent } from "./content/mimi.ts"
// --- store, sync, conversations, customer chat and desk (appended below by their owner) ---
export { openCustomerChat } from "./customer.ts"
export type { CustomerKept } from "./customerKept.ts"
export type { CustomerVault, EarlierConversation, KeptTrouble } from "./customerVault.ts"
export { type DeskOptions, openDesk } from "./desk.ts"
export { keepDrafts, takeDrafts } from "./deskDrafts.ts"
export { createProof, type ProofOptions } from "./dpop.ts"
export type { Environment } from "./environment.ts"
export * from "./frames.ts"
export { type Franked, frankingCommitment } from "./franking.ts"
export { type IdPrefix, isId, newId } from "./ids.ts"
export { fingerprint, thumbprint } from "./jose.ts"
export { decodeKit, encodeKit, KitError } from "./kit.ts"
export { type Block, type Inline, parseMarkdown } from "./markdown.ts"
export { lastConfirmed, openRequest } from "./openRequest.ts"
export { type Authenticator, PasskeyError } from "./passkeys.ts"
export { Offline, Problem, StaleEpoch, UnexpectedReply } from "./problems.ts"
export { RootChanged } from "./store/settings.ts"
export {
  openTyping,
  sealTyping,
  TYPING_KEY_LENGTH,
  TYPING_LABEL,
  type Typing,
  TypingError,
} from "./typing.ts"
export { NoWayIn } from "./vault/noWayIn.ts"
export type { Vault, VaultView } from "./vault/ownVault.ts"
export { signVaultDevice, type VaultDevice, verifyVaultDevice } from "./vault/vaultIdentity.ts"
export { VaultDamaged } from "./vault/vaultKey.ts"
export { VaultKeysNewer } from "./vault/vaultKeys.ts"
export type { HeldToCertify } from "./vault/vaultRootRecord.ts"
export { codeWay, newCodeWay, type WayIn } from "./vault/vaultWays.ts"
export * from "./views.ts"
