import { addPasskey, linkOpenId, type StaffApi } from "@sotto/core"
import type { Account } from "../account/account.ts"

/** `api` is asked for each time: another person may have signed in since. */
export function liveAccount(api: () => StaffApi): Account {
  const own = () => api().account
  return {
    passkeys: () => own().passkeys(),
    addPasskey: (name) => addPasskey(api(), name),
    renamePasskey: (passkey, name) => own().renamePasskey(passkey, name),
    removePasskey: (passkey) => own().removePasskey(passkey),
    password: () => own().password(),
    passwordOptions: () => own().passwordOptions(),
    setPassword: (answer) => own().setPassword(answer),
    removePassword: () => own().removePassword(),
    makeRecoveryCodes: () => own().makeRecoveryCodes(),
    openId: async () => {
      const [provider, identities] = await Promise.all([api().provider(), own().openIds()])
      return { provider, identities }
    },
    linkOpenId: () => linkOpenId(api()),
    removeOpenId: (identity) => own().removeOpenId(identity),
    sessions: () => own().sessions(),
    endSession: (session) => own().endSession(session),
    endOtherSessions: () => own().endOtherSessions(),
    securityEvents: () => own().securityEvents(),
  }
}
