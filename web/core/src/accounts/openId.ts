import type { StaffApi } from "../api/staffApi.ts"
import { Problem } from "../problems.ts"

/** The company's provider does not answer, so nobody can be sent there. */
export class ProviderAway extends Error {
  constructor() {
    super("The provider cannot be reached.")
    this.name = "ProviderAway"
  }
}

/** Leads to the provider. It is no command: the browser itself goes there, and comes back to the console. */
export const SIGN_IN_BY_PROVIDER = "/v1/sign-in/openid"

const codes = [
  "linked",
  "cancelled",
  "expired",
  "refused",
  "second_factor",
  "unknown",
  "taken",
  "passkey_required",
  "unavailable",
] as const

/** What became of a visit to the provider. A sign-in that worked has no code. */
export type OpenIdReturn = (typeof codes)[number]

/** Anybody can write an address: what is none of these is a refusal, and is not shown. */
export function openIdReturn(code: string): OpenIdReturn {
  return codes.find((known) => known === code) ?? "refused"
}

/** Where the browser goes to link the account that is signed in. Throws ProviderAway; nothing is stored then. */
export async function linkOpenId(api: StaffApi): Promise<string> {
  try {
    return await api.account.startOpenIdLink()
  } catch (error) {
    throw error instanceof Problem && error.code === "conflict" ? new ProviderAway() : error
  }
}
