import type { OwnApiToken } from "@sotto/core"
import { formatDateTime } from "@sotto/ui"
import type { JSX } from "preact"
import { useText } from "../i18n/text.ts"

/** What a program may do, on which device, since when and until when. */
export function ApiTokenFacts({ token }: { readonly token: OwnApiToken }): JSX.Element {
  const { t, locale, formatDate, formatList } = useText()
  const { lastUsedAt, place } = token
  const used =
    typeof lastUsedAt === "number"
      ? t("apiTokens.used", { date: formatDateTime(lastUsedAt, locale), place: place ?? "" })
      : t("apiTokens.unused")
  return (
    <div class="device-what">
      <strong dir="auto">{token.name}</strong>
      <span class="s-hint">{formatList(token.scopes.map((scope) => t(`apiScope.${scope}`)))}</span>
      <span class="s-hint">
        {t("apiTokens.device", { device: token.deviceName })} ·{" "}
        {t("apiTokens.created", { date: formatDate(token.createdAt) })} ·{" "}
        {t("apiTokens.expires", { date: formatDate(token.expiresAt) })}
      </span>
      <span class="s-hint">{used}</span>
    </div>
  )
}
