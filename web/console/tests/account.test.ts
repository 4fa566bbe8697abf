import { type OwnPasskey, type PasswordState, type SecurityEvent, securityEventKinds } from "@sotto/core"
import { createTranslator } from "@sotto/ui"
import { describe, expect, it } from "vitest"
import { eventSentence } from "../src/account/eventSentence.ts"
import { groupsOf, isLongEnough, passwordHint } from "../src/account/passwordRules.ts"
import { fewCodesLeft, hasOneWayIn } from "../src/account/waysIn.ts"
import german from "../src/i18n/de.json" with { type: "json" }
import english from "../src/i18n/en.json" with { type: "json" }
import { typedCode } from "../src/parts/typedCode.ts"

const passkey: OwnPasskey = { id: "a", name: "Laptop", synced: false, createdAt: 1 }
const none: PasswordState = { signInName: null, changedAt: null, recoveryCodesLeft: 0 }

function event(kind: SecurityEvent["kind"], more: Partial<SecurityEvent> = {}): SecurityEvent {
  return { kind, at: 1, place: "203.0.113.0/24", ...more }
}

function said(of: SecurityEvent, language: "en" | "de" = "en"): string {
  const { key, values } = eventSentence(of)
  return createTranslator(language, language === "en" ? english : german).t(key, values)
}

describe("what happened to an account", () => {
  it("is said in a plain sentence for every kind and way, with and without a device", () => {
    for (const kind of securityEventKinds) {
      for (const method of [null, "passkey", "passwordAndCode", "passwordAndRecoveryCode"] as const) {
        for (const language of ["en", "de"] as const) {
          expect(said(event(kind, { method }), language)).toMatch(/^\p{Lu}[^{}]+[^ ]\.$/u)
          expect(said(event(kind, { method, deviceName: "Firefox" }), language)).toMatch(/^\p{Lu}[^{}]+\.$/u)
        }
      }
    }
  })

  it("names how and where somebody signed in", () => {
    const signedIn = event("signedIn", { method: "passwordAndRecoveryCode", deviceName: "Firefox on Mac" })
    expect(said(signedIn)).toBe("Signed in with password and a recovery code on Firefox on Mac.")
    expect(said(event("signedIn", { method: "passkey" }))).toBe("Signed in with a passkey.")
    expect(said(event("deviceRegistered", { deviceName: "Firefox" }))).toBe(
      "A browser was registered: Firefox.",
    )
  })

  it("marks what its holder should look at twice", () => {
    const marked = securityEventKinds.filter((kind) => eventSentence(event(kind)).alarming)
    const ofKit = ["recoveryRequested", "recoveryApproved", "recoveryFinished"]
    const ofVault = ["vaultCreated", "vaultRemoved", "vaultWayAdded", "vaultWayRemoved"]
    const ofRoot = ["vaultRootKept", "vaultRootRemoved", "vaultRootOpened"]
    const ofSignIn = ["signInFailed", "guessingSlowed", "tokenReused", "apiTokenMisused", "recoveryCodeUsed"]
    expect(marked).toEqual([...ofSignIn, ...ofKit, ...ofVault, ...ofRoot])
  })
})

describe("ways in", () => {
  it("warns of a single one, and only once both lists are known", () => {
    const both: PasswordState = { signInName: "ada", changedAt: 1, recoveryCodesLeft: 10 }
    expect(hasOneWayIn([passkey], none)).toBe(true)
    expect(hasOneWayIn([], both)).toBe(true)
    expect(hasOneWayIn([passkey], both)).toBe(false)
    expect(hasOneWayIn([passkey, passkey], none)).toBe(false)
    expect(hasOneWayIn([passkey], undefined)).toBe(false)
    expect(hasOneWayIn(undefined, none)).toBe(false)
    expect([fewCodesLeft(both), fewCodesLeft({ ...both, recoveryCodesLeft: 3 })]).toEqual([false, true])
  })
})

describe("what is typed", () => {
  it("judges a password by its length alone, in characters and not in code units", () => {
    expect(["", "1234567", "12345678", "correct horse battery"].map(passwordHint)).toEqual([
      "password.hint.empty",
      "password.hint.short",
      "password.hint.fair",
      "password.hint.long",
    ])
    expect(isLongEnough("🙂🙂🙂🙂")).toBe(false)
  })

  it("takes a code as apps show it, and shows a secret as people type it", () => {
    expect(typedCode(" 123 456 ")).toBe("123456")
    expect(groupsOf("JBSWY3DPEHPK3PXP====")).toBe("JBSW Y3DP EHPK 3PXP")
  })
})
