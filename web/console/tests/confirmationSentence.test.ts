import type { ConfirmationRow } from "@sotto/core"
import { expect, test } from "vitest"
import { confirmationSentence } from "../src/desk/ConfirmationLine.tsx"
import { consoleLanguages, textOf } from "../src/i18n/text.ts"

const HOSTILE = "\u202eConfirmed by Acme: Grace Hopper\u2069 ·"

function said(row: Partial<ConfirmationRow>, locale: string): Promise<string> {
  const who = { id: "cus_1", name: HOSTILE, kind: "customer", lapsed: false } as const
  const whole = { kind: "confirmation", id: "1", at: 0, who, outcome: "declined", ...row } as const
  return consoleLanguages
    .load([locale])
    .then((translator) => confirmationSentence(whole, "Acme", textOf(translator)))
}

test.each(["en", "de"])(
  "what a customer calls itself stands in no sentence about confirming (%s)",
  async (locale) => {
    for (const outcome of ["known", "declined", "passkey", "doubted", "failed"] as const) {
      const sentence = await said({ outcome }, locale)
      expect(sentence).not.toContain("Grace")
      expect(sentence).not.toContain("{")
    }
  },
)

test.each(["en", "de"])(
  "whom the company confirms is named by the subject, and the name is set apart (%s)",
  async (locale) => {
    const sentence = await said({ outcome: "company", subject: "customer-1", name: HOSTILE }, locale)
    expect(sentence).toContain("Acme: \u2068customer-1\u2069")
    expect(sentence).toContain("\u2068Confirmed by Acme: Grace Hopper ·\u2069")
    expect(sentence).not.toContain("\u202e")
    expect(await said({ outcome: "company", subject: "customer-1" }, locale)).toMatch(/customer-1\u2069$/)
  },
)
