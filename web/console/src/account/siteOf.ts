/** The host of a provider's address, which people know better than the whole of it; what is no address stays as it is. */
export function siteOf(issuer: string): string {
  return URL.canParse(issuer) ? new URL(issuer).host || issuer : issuer
}
