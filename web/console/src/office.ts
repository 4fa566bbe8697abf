import type {
  AccountRole,
  Desk,
  HeldToCertify,
  KitState,
  OwnApiToken,
  PasswordSignIn,
  Recovery,
  RecoveryView,
  SignedCompanyKeys,
  SignInMethod,
  SignInPolicy,
  Vault,
  WayIn,
} from "@sotto/core"
import type { Account } from "./account/account.ts"
import type { InvitableRole } from "./roles.ts"
import type { StepUps } from "./stepup/StepUps.ts"

export interface Inbox {
  readonly id: string
  readonly name: string
  readonly greeting: string
  readonly sites: readonly string[]
}

export interface StaffSession {
  readonly user: { readonly id: string; readonly name: string; readonly role: AccountRole }
  readonly organisation: {
    readonly id: string
    readonly name: string
    /** RFC 7638 thumbprint of the root key: what the snippet pins. */
    readonly thumbprint: string
    /** The same, as people compare it. */
    readonly fingerprint: string
  }
  readonly inboxes: readonly Inbox[]
  readonly publicOrigin: string
  readonly id: string
  readonly method: SignInMethod
  /** Unix ms, as all of these. */
  readonly expiresAt: number
  /** Its end unless the person does something before. */
  readonly idleUntil: number
  readonly freshUntil: number
}

/** A set-up link that is still good. */
export interface OpenSetUp {
  /**
   * Makes the root key and signs what needs it, in this page only; nothing is sent. `previous` is what was prepared
   * before the details were corrected: its root, which may be on paper already, is kept.
   */
  prepare(details: SetUpDetails, previous: SetUp | undefined): Promise<SetUp>
}

export interface SetUp {
  /** The root key in groups to print. Secret: it is shown, printed and forgotten with the page. */
  readonly kit: readonly string[]
  readonly fingerprint: string
  /** Registers the passkey and creates everything at once; after an error it may be called again. */
  finish(): Promise<StaffSession>
}

export interface SetUpDetails {
  readonly organisation: string
  readonly owner: string
  readonly inbox: string
  readonly greeting: string
  readonly site: string
  readonly device: string
}

export interface OpenInvitation {
  readonly organisation: string
  readonly name: string
  /** Registers the passkey and signs in. */
  accept(): Promise<StaffSession>
}

export interface TeamDevice {
  readonly id: string
  readonly name: string
  readonly fingerprint: string
  readonly createdAt: number
  readonly lastSeenAt: number | undefined
  readonly state: "waiting" | "certified" | "lapsed" | "revoked"
  readonly expiresAt: number | undefined
  readonly own: boolean
}

export interface TeamMember {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly lastSignedInAt: number | undefined
  /** Since when nobody signs in as them. */
  readonly disabledAt: number | undefined
  readonly devices: readonly TeamDevice[]
}

export interface Invitation {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly expiresAt: number
  readonly usedAt: number | undefined
}

export interface Team {
  /** This browser holds an issuer key, so it can certify and revoke. */
  readonly canCertify: boolean
  readonly members: readonly TeamMember[]
  readonly invitations: readonly Invitation[]
  /** Certificates this browser has renewed by itself just now. */
  readonly renewed: number
}

/** What whoever manages the team does to somebody else's account (`usr_…`). A refusal changes nothing. */
export interface Colleagues {
  changeRole(user: string, role: InvitableRole): Promise<void>
  disable(user: string): Promise<void>
  enable(user: string): Promise<void>
  endSessions(user: string): Promise<void>
  /** Of their programs that can still come in. */
  apiTokens(user: string): Promise<readonly OwnApiToken[]>
  revokeApiToken(user: string, token: string): Promise<void>
  /** Ends the link of an invitation that nobody has used. */
  withdraw(invitation: string): Promise<void>
}

/** How people may sign in; the owner's to change. A refusal changes nothing. */
export interface SignInPolicies {
  get(): Promise<SignInPolicy>
  set(policy: SignInPolicy): Promise<SignInPolicy>
}

/** Recoveries by kit, as everybody who is still in sees them. */
export interface Recoveries {
  list(): Promise<readonly Recovery[]>
  /** For who manages the team, and never for one's own account. */
  approve(recovery: string): Promise<void>
  /** For who manages the team, and for whose account it is. */
  cancel(recovery: string): Promise<void>
}

/** Whether the printed kit is still at hand; for the owner. */
export interface KitTests {
  state(): Promise<KitState>
  /** Checks the typed kit in this browser and tells the server. Throws when it is mistyped or another organisation's. */
  test(typed: string): Promise<KitState>
}

/** What certifies in the owner's vault: off until they ask for it. Secrets that are handed in are wiped. */
export interface CertifyingInVault {
  isKept(): Promise<boolean>
  /**
   * The right to certify alone, or the organisation's root with it; this browser gets a new issuer key for it. Throws when
   * the kit is mistyped or another organisation's, or the way does not open the vault.
   */
  keep(vault: Vault, what: HeldToCertify, kit: string, way: WayIn): Promise<void>
  /** Makes this browser an issuer, and certifies it, as the kit would. */
  use(way: WayIn): Promise<void>
}

/** A kit that was typed in before anybody is signed in. Its key is forgotten with the page. */
export interface HeldKit {
  readonly view: RecoveryView
  look(): Promise<RecoveryView>
  /** Asks to be let into an account. Everybody who works there sees it. */
  request(user: string): Promise<RecoveryView>
  /** Makes a passkey, which becomes the only way in, and signs in. */
  finish(recovery: string): Promise<StaffSession>
}

/** Everything the console does besides conversations. The process edge: a server, a passkey, this browser's keys. */
export interface Office {
  readonly account: Account
  /** Commands that need a fresh verification wait here for the person's answer. */
  readonly stepUps: StepUps
  /** Undefined when nobody is signed in. */
  session(): Promise<StaffSession | undefined>
  signIn(): Promise<StaffSession>
  /** The name of the company's provider, where people can sign in with one. */
  provider(): Promise<string | undefined>
  /**
   * Waits for a passkey that is chosen among an input's suggestions. Undefined when this browser has none to suggest,
   * or when `signal` ended the wait.
   */
  signInBySuggestion(signal: AbortSignal): Promise<StaffSession | undefined>
  signInByPassword(answer: PasswordSignIn): Promise<StaffSession>
  /** Shows again, with a passkey, that it is still the same person. */
  stepUp(): Promise<void>
  stepUpByPassword(password: string, code: string): Promise<void>
  /** A step-up with a passkey that also gives what opens the vault with it. Throws NoPasskeySecret when it cannot. */
  vaultWay(): Promise<WayIn>
  /** Tells the server that the person did something. Until when the session idles from now on. */
  active(): Promise<number>
  /** Until when the session idles; another tab may have moved it. Undefined when it has ended. */
  idleUntil(): Promise<number | undefined>
  signOut(): Promise<void>
  openSetUp(token: string): Promise<OpenSetUp>
  /** Throws when the kit is mistyped, or is of no organisation on this server. */
  openKit(typed: string): Promise<HeldKit>
  readonly recoveries: Recoveries
  readonly kitTests: KitTests
  readonly certifyingInVault: CertifyingInVault
  openInvitation(token: string): Promise<OpenInvitation>
  /** `deviceName` is how people tell this browser from their others. */
  openDesk(deviceName: string): Promise<Desk>
  /** Seals what that person (`usr_…`) had begun to write, by conversation, until they take it again. */
  keepDrafts(user: string, drafts: ReadonlyMap<string, string>): Promise<void>
  takeDrafts(user: string): Promise<ReadonlyMap<string, string>>
  /** What the server knows of a device of one's own. */
  device(id: string): Promise<TeamDevice | undefined>
  /** Reads the team and does what is due: renewals and the revocation list. For who manages the team. */
  team(): Promise<Team>
  invite(
    name: string,
    role: InvitableRole,
    inboxes: readonly string[],
  ): Promise<{ readonly link: string; readonly expiresAt: number }>
  /** Signs exactly the key whose fingerprint `device` shows. */
  certify(device: TeamDevice): Promise<void>
  revoke(device: TeamDevice): Promise<void>
  /** Changes accounts of others. Whoever is changed is signed out everywhere. */
  readonly colleagues: Colleagues
  readonly signInPolicy: SignInPolicies
  /** Makes this browser an issuer. Throws when the kit is mistyped or another organisation's. */
  enterKit(typed: string): Promise<void>
  /** The keys of the company's backend that the root has signed. */
  companyKeys(): Promise<SignedCompanyKeys>
  /** Signs exactly these keys with the kit. Throws when the kit is mistyped or another organisation's. */
  signCompanyKeys(kit: string, previous: SignedCompanyKeys, keys: SignedCompanyKeys["keys"]): Promise<void>
  createInbox(inbox: {
    readonly name: string
    readonly greeting: string
    readonly site: string
  }): Promise<StaffSession>
}
