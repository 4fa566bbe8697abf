/** The same chat as a page of its own, where the browser lets it keep the conversation. */
export function ownTab(address: string): string {
  const url = new URL(address)
  const settings = new URLSearchParams(url.hash.slice(1))
  settings.delete("embedded")
  url.hash = settings.toString()
  return url.href
}
