import type {
  NewApiToken,
  OwnApiToken,
  OwnOpenId,
  OwnPasskey,
  OwnSession,
  PasswordOptions,
  PasswordSignIn,
  PasswordState,
  SecurityEvent,
} from "@sotto/core"

/** Sign-in with the company's provider. */
export interface OpenIdState {
  /** How the provider is called; undefined where there is none. */
  readonly provider: string | undefined
  readonly identities: readonly OwnOpenId[]
}

/** Programs of one's own. */
export interface ApiTokenState {
  readonly tokens: readonly OwnApiToken[]
  /** One's own certified devices but this browser, whose key no program can have. */
  readonly devices: readonly { readonly id: string; readonly name: string }[]
}

/** One's own ways in, sessions and what happened to the account. */
export interface Account {
  passkeys(): Promise<readonly OwnPasskey[]>
  /** Registers another one with this browser's authenticator. */
  addPasskey(name: string): Promise<void>
  renamePasskey(passkey: string, name: string): Promise<void>
  /** Throws Problem `last_way_in` when nothing else signs in. */
  removePasskey(passkey: string): Promise<void>
  password(): Promise<PasswordState>
  /** A new secret for the authenticator app. Nothing changes before `setPassword` shows that the app has it. */
  passwordOptions(): Promise<PasswordOptions>
  /** The recovery codes, which are shown once. */
  setPassword(answer: PasswordSignIn): Promise<readonly string[]>
  removePassword(): Promise<void>
  makeRecoveryCodes(): Promise<readonly string[]>
  openId(): Promise<OpenIdState>
  /** Where the browser goes to link an identity. Throws ProviderAway. */
  linkOpenId(): Promise<string>
  removeOpenId(identity: string): Promise<void>
  sessions(): Promise<readonly OwnSession[]>
  endSession(session: string): Promise<void>
  endOtherSessions(): Promise<void>
  apiTokens(): Promise<ApiTokenState>
  /** The token itself, which is told this once. */
  createApiToken(wanted: NewApiToken): Promise<string>
  revokeApiToken(token: string): Promise<void>
  securityEvents(): Promise<readonly SecurityEvent[]>
}
