import { useEffect, useState } from "preact/hooks"

export type Route =
  | { readonly screen: "conversations"; readonly conversation: string | undefined }
  | { readonly screen: "team" }
  | { readonly screen: "inboxes" }
  | { readonly screen: "device" }
  | { readonly screen: "account" }

/** An address that means nothing leads to the conversations, never to an error page. */
export function parseRoute(hash: string): Route {
  const [screen, id] = hash.replace(/^#\/?/, "").split("/")
  switch (screen) {
    case "team":
    case "inboxes":
    case "device":
    case "account":
      return { screen }
    default:
      return { screen: "conversations", conversation: id === undefined || id === "" ? undefined : id }
  }
}

export function hrefOf(route: Route): string {
  if (route.screen !== "conversations" || route.conversation === undefined) return `#/${route.screen}`
  return `#/conversations/${encodeURIComponent(route.conversation)}`
}

export function goTo(route: Route): void {
  location.hash = hrefOf(route)
}

/** The route of the address bar, followed as it changes. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    const follow = () => setHash(location.hash)
    addEventListener("hashchange", follow)
    return () => removeEventListener("hashchange", follow)
  }, [])
  return parseRoute(hash)
}
