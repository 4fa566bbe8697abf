import { KitError, KitMismatch, NotAnIssuer, Offline, PasskeyError, Problem, ProviderAway } from "@sotto/core"
import { describe, expect, it } from "vitest"
import { hasCode, problemKey, waitMinutes } from "../src/parts/problemText.ts"
import { StepUpDeclined } from "../src/stepup/StepUps.ts"

describe("plain words for what goes wrong", () => {
  it.each([
    [new Offline(new TypeError("failed")), "problem.offline"],
    [new Problem("setup_used", 410), "problem.setupUsed"],
    [new Problem("invitation_used", 410), "problem.invitationUsed"],
    [new Problem("something_new", 400), "problem.refused"],
    [new Problem("sign_in_refused", 400), "problem.signInRefused"],
    [new Problem("last_way_in", 409), "problem.lastWayIn"],
    [new Problem("step_up_required", 403), "problem.stepUp"],
    [new StepUpDeclined(), "problem.stepUp"],
    [new Problem("constructor", 400), "problem.refused"],
    [new PasskeyError("cancelled"), "problem.passkeyCancelled"],
    [new PasskeyError("unsupported"), "problem.passkeyUnsupported"],
    [new KitError("checksum", "x"), "problem.kitMistyped"],
    [new KitMismatch(), "problem.kitOther"],
    [new ProviderAway(), "openId.returned.unavailable"],
    [new Problem("recovery_waiting", 409), "problem.recoveryWaiting"],
    [new NotAnIssuer(), "problem.noIssuer"],
    [new RangeError("bug"), "problem.unexpected"],
    ["thrown text", "problem.unexpected"],
  ])("has some for %s", (error, key) => {
    expect(problemKey(error)).toBe(key)
  })

  it("counts the minutes that the server asks to wait, and never none", () => {
    const slowed = (seconds?: number) => waitMinutes(new Problem("guessing_slowed", 429, undefined, seconds))
    expect([slowed(5), slowed(90), slowed(undefined)]).toEqual([1, 2, undefined])
    expect(waitMinutes(new RangeError("bug"))).toBeUndefined()
  })

  it("recognises the server's codes only in the server's answers", () => {
    expect(hasCode(new Problem("setup_used", 410), "setup_used")).toBe(true)
    expect(hasCode({ code: "setup_used" }, "setup_used")).toBe(false)
  })
})
