import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"

const css = readFileSync(new URL("../src/css/tokens.css", import.meta.url), "utf8")

function tokens(scheme: "light" | "dark"): ReadonlyMap<string, string> {
  const pairs = [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)]
  return new Map(
    pairs.map(([, name = "", light = "", dark = ""]) => [name, scheme === "light" ? light : dark]),
  )
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

const grounds = ["background", "surface", "surface-raised", "surface-hover"]
const text = [
  ...grounds.flatMap((ground) => [
    ["text", ground],
    ["text-muted", ground],
  ]),
  ...["background", "surface", "surface-raised"].flatMap((ground) => [
    ["accent", ground],
    ["danger", ground],
  ]),
  ...["on-bubble-theirs", "on-bubble-theirs-muted"].map((name) => [name, "bubble-theirs"]),
  ...["on-bubble-mine", "on-bubble-mine-muted"].map((name) => [name, "bubble-mine"]),
  ["on-accent", "accent"],
  ["on-accent", "accent-hover"],
  ["on-danger", "danger"],
  ["on-accent-soft", "accent-soft"],
  ["on-danger-soft", "danger-soft"],
  ["on-notice-soft", "notice-soft"],
]
const parts = ["background", "surface"].flatMap((ground) => [
  ["control-line", ground],
  ["focus", ground],
])

describe.each(["light", "dark"] as const)("%s theme", (scheme) => {
  const colors = tokens(scheme)
  const ratio = ([one = "", other = ""]: readonly string[]) =>
    contrast(colors.get(one) ?? "", colors.get(other) ?? "")

  test.each(text)("text %s on %s is at least 4.5:1", (...pair) => {
    expect(ratio(pair)).toBeGreaterThanOrEqual(4.5)
  })
  test.each(parts)("control %s on %s is at least 3:1", (...pair) => {
    expect(ratio(pair)).toBeGreaterThanOrEqual(3)
  })
})

test("the measure itself is right", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21)
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2)
})
