import type { Text } from "../i18n/text.ts"

export interface KitSheet {
  readonly organisation: string
  readonly kit: readonly string[]
  readonly fingerprint: string
  readonly madeAt: number
}

/** The kit as a plain text file, with the words someone needs who finds it in ten years. */
export function kitText(sheet: KitSheet, { t, formatDate }: Text): string {
  const numbered = sheet.kit.map((group, index) => `${String(index + 1).padStart(2)}  ${group}`)
  return [
    t("kit.title", { organisation: sheet.organisation }),
    t("kit.made", { date: formatDate(sheet.madeAt) }),
    t("kit.fingerprint", { fingerprint: sheet.fingerprint }),
    "",
    ...numbered,
    "",
    t("kit.what"),
    t("kit.keep"),
    "",
  ].join("\n")
}

/** Hands the text to the browser as a download; it never leaves this computer. */
export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }))
  const link = document.createElement("a")
  link.href = url
  link.download = name
  link.click()
  // The browser has taken the text by the time the next task runs; holding on would keep the secret in memory.
  setTimeout(() => URL.revokeObjectURL(url), 0)
}
