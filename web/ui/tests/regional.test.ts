import { expect, test } from "vitest"
import { regional } from "../src/translate/format.ts"

test("times follow the reader's region of the page's language", () => {
  expect(regional("en", ["de-DE", "en-GB", "en-US"])).toBe("en-GB")
  expect(regional("de", ["en-GB"])).toBe("de")
  expect(regional("en-US", ["en-GB"])).toBe("en-US")
})
