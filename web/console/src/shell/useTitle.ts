import { useEffect } from "preact/hooks"

export function pageTitle(screen: string, organisation: string, unread: number): string {
  return `${unread > 0 ? `(${unread}) ` : ""}${screen} · ${organisation}`
}

export function useTitle(screen: string, organisation: string, unread: number): void {
  useEffect(() => {
    document.title = pageTitle(screen, organisation, unread)
  }, [screen, organisation, unread])
}
