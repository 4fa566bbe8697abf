import { type OpenIdReturn, openIdReturn } from "@sotto/core"

export type Entry =
  | { readonly kind: "setUp"; readonly token: string }
  | { readonly kind: "invitation"; readonly token: string }
  | { readonly kind: "provider"; readonly returned: OpenIdReturn }
  | { readonly kind: "console" }

/**
 * Reads how this page was entered and removes a link's token, or what the company's provider led to, from
 * the address at once, so that it reaches neither the browser's history, nor a screenshot, nor the next person who copies
 * the address.
 */
export function takeEntry(
  location: Pick<Location, "hash" | "pathname">,
  history: Pick<History, "replaceState">,
): Entry {
  const parameters = new URLSearchParams(location.hash.slice(1))
  const setUp = parameters.get("setup")
  const invitation = parameters.get("invitation")
  const provider = parameters.get("openid")
  if (setUp === null && invitation === null && provider === null) return { kind: "console" }
  history.replaceState(null, "", location.pathname)
  if (setUp !== null) return { kind: "setUp", token: setUp }
  if (invitation !== null) return { kind: "invitation", token: invitation }
  return { kind: "provider", returned: openIdReturn(provider ?? "") }
}
