/** What the page's own address says. Untrusted: a link can carry anything. */
export interface ChatAddress {
  readonly inbox: string | undefined
  readonly pinnedRoot: string | undefined
  readonly locale: string | undefined
  readonly embedded: boolean
  /** The page around can say who its customer is. */
  readonly identify: boolean
}

const inboxPath = /^\/chat\/(inb_[a-z2-7]{26})\/?$/

/**
 * `/chat/inb_…#root=…&locale=…&embedded=1`. A root that is not a thumbprint stays as it is: pinning to it fails,
 * which is right, while dropping it would quietly unpin.
 */
export function readAddress(location: { readonly pathname: string; readonly hash: string }): ChatAddress {
  const fragment = new URLSearchParams(location.hash.slice(1))
  return {
    inbox: inboxPath.exec(location.pathname)?.[1],
    pinnedRoot: fragment.get("root") || undefined,
    locale: fragment.get("locale") || undefined,
    embedded: fragment.get("embedded") === "1",
    identify: fragment.get("identify") === "1",
  }
}
