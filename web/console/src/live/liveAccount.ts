import { addPasskey, linkOpenId, type StaffApi } from "@sotto/core"
import type { Account, ApiTokenState } from "../account/account.ts"

/** Who is signed in, and on which device. */
export interface Own {
  readonly user: string
  readonly device: string
}

/** `api` and `whose` are asked each time: another person may have signed in since. */
export function liveAccount(api: () => StaffApi, whose: () => Own): Account {
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
    apiTokens: () => apiTokensOf(api(), whose()),
    createApiToken: (wanted) => api().apiTokens.create(wanted),
    revokeApiToken: (token) => api().apiTokens.revoke(token),
    securityEvents: () => own().securityEvents(),
  }
}

async function apiTokensOf(api: StaffApi, own: Own): Promise<ApiTokenState> {
  const [tokens, all] = await Promise.all([api.apiTokens.list(), api.devices()])
  const devices = all
    .filter(({ user, device }) => user === own.user && device !== own.device)
    .filter(({ certificate, revoked }) => certificate !== null && !revoked)
    .map(({ device, name }) => ({ id: device, name }))
  return { tokens, devices }
}
