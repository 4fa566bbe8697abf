import type { Session } from "../api/replies.ts"
import type { StaffApi } from "../api/staffApi.ts"
import { newId } from "../ids.ts"
import { type Authenticator, createPasskey, usePasskey } from "../passkeys.ts"
import { Problem } from "../problems.ts"

/** Throws a PasskeyError when the person or the browser said no, and what Api throws. */
export async function signIn(api: StaffApi, authenticator?: Authenticator): Promise<Session> {
  const options = await api.signInOptions()
  return api.signIn(options.challenge, await usePasskey(options, authenticator))
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
