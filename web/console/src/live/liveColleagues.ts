import type { StaffApi } from "@sotto/core"
import type { Colleagues } from "../office.ts"

/** `api` is asked for each time: another person may have signed in since. */
export function liveColleagues(api: () => StaffApi): Colleagues {
  const others = () => api().colleagues
  return {
    changeRole: (user, role) => others().changeRole(user, role),
    disable: (user) => others().disable(user),
    enable: (user) => others().enable(user),
    endSessions: (user) => others().endSessions(user),
    apiTokens: (user) => others().apiTokens(user),
    revokeApiToken: (user, token) => others().revokeApiToken(user, token),
    withdraw: (invitation) => others().withdraw(invitation),
  }
}
