import { expect, test } from "vitest"
import { daysBetween, formatDay, formatFingerprint, formatShort } from "../src/translate/format.ts"

const noon = new Date(2026, 10, 23, 12, 0).getTime()
const lateYesterday = new Date(2026, 10, 22, 23, 59).getTime()

test("days are calendar days of the reader, not 24 hours", () => {
  expect(daysBetween(lateYesterday, new Date(2026, 10, 23, 0, 1).getTime())).toBe(1)
  expect(daysBetween(lateYesterday, lateYesterday + 1)).toBe(0)
})

test("today and yesterday have names in the reader's language", () => {
  expect(formatDay(noon, noon, "en")).toBe("Today")
  expect(formatDay(lateYesterday, noon, "de")).toBe("Gestern")
})

test("other days show their date, and their year when it is another one", () => {
  expect(formatDay(new Date(2026, 10, 2).getTime(), noon, "en")).toBe("Monday, November 2")
  expect(formatDay(new Date(2025, 10, 2).getTime(), noon, "en")).toBe("Sunday, November 2, 2025")
  expect(formatShort(new Date(2026, 10, 2).getTime(), noon, "de")).toBe("2. Nov.")
})

test("a fingerprint shows in groups of four however it came", () => {
  expect(formatFingerprint("ABCDEFGHIJKLMNOP")).toBe("ABCD EFGH IJKL MNOP")
  expect(formatFingerprint("ABCD-EFGH IJKL-MNOP")).toBe("ABCD EFGH IJKL MNOP")
  expect(formatFingerprint("")).toBe("")
})
