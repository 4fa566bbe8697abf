import type { Session } from "../api/replies.ts"
import type { StaffApi } from "../api/staffApi.ts"
import { newId } from "../ids.ts"
import { type Authenticator, createPasskey, PasskeyError, suggestsPasskeys, usePasskey } from "../passkeys.ts"
import { Problem } from "../problems.ts"

/** Throws a PasskeyError when the person or the browser said no, and what Api throws. */
export async function signIn(api: StaffApi, authenticator?: Authenticator): Promise<Session> {
  const options = await api.signInOptions()
  return api.signIn(options.challenge, await usePasskey(options, authenticator))
}

/**
 * Waits for a passkey chosen among the suggestions of an input (`autocomplete="username webauthn"`). Undefined when the
 * browser suggests none, or `signal` ended the wait because something else was chosen.
 */
export async function signInBySuggestion(
  api: StaffApi,
  signal: AbortSignal,
  authenticator?: Authenticator,
): Promise<Session | undefined> {
  if (authenticator === undefined && !(await suggestsPasskeys())) return undefined
  const options = await api.signInOptions()
  if (signal.aborted) return undefined
  try {
    return await api.signIn(options.challenge, await usePasskey(options, authenticator, signal))
  } catch (error) {
    if (error instanceof PasskeyError && signal.aborted) return undefined
    throw error
  }
}

/** Shows again, with a passkey, who is signed in. Until when that counts, in Unix ms. */
export async function stepUp(api: StaffApi, authenticator?: Authenticator): Promise<number> {
  const options = await api.account.stepUpOptions()
  return api.account.stepUp(options.challenge, await usePasskey(options, authenticator))
}

/** Another passkey for whoever is signed in. */
export async function addPasskey(api: StaffApi, name: string, authenticator?: Authenticator): Promise<void> {
  const options = await api.account.passkeyOptions()
  await api.account.addPasskey(options.challenge, await createPasskey(options, authenticator), name)
}

/** Undefined when nobody is signed in. */
export async function currentSession(api: StaffApi): Promise<Session | undefined> {
  try {
    return await api.session()
  } catch (problem) {
    if (problem instanceof Problem && problem.code === "unauthenticated") return undefined
    throw problem
  }
}

/** Registers a passkey for whoever holds the invitation. The device waits for a certificate afterwards. */
export async function acceptInvitation(
  api: StaffApi,
  token: string,
  authenticator?: Authenticator,
): Promise<Session> {
  const user = newId("usr")
  const options = await api.invitationOptions(token, user)
  return api.acceptInvitation(token, options.challenge, user, await createPasskey(options, authenticator))
}
