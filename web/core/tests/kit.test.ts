import { expect, test } from "vitest"
import fixtures from "../../../fixtures/kit.json" with { type: "json" }
import { rootFromSeed } from "../src/accounts/rootKey.ts"
import { decodeKit, encodeKit, KitError } from "../src/kit.ts"
import { fromHex, toHex } from "./fixtures/hex.ts"

test.each(fixtures)("kit of $seed", async ({ seed, kit, publicKey }) => {
  expect(await encodeKit(fromHex(seed))).toBe(kit)
  expect(toHex(await decodeKit(kit))).toBe(seed)
  expect(toHex((await rootFromSeed(await decodeKit(kit))).publicKey)).toBe(publicKey)
  expect(kit).toMatch(/^([A-Z2-7]{4} ){13}[A-Z2-7]{3}$/)
})

test("typed as people type: case, dashes, line ends, 0 for O, 8 for B, and 1, I and L mixed up", async () => {
  for (let round = 0; round < 40; round++) {
    const seed = crypto.getRandomValues(new Uint8Array(32))
    const kit = await encodeKit(seed)
    const typed = kit
      .toLowerCase()
      .replaceAll(" ", round % 2 ? "-" : "\n ")
      .replaceAll("o", "0")
      .replaceAll("b", "8")
    expect(await decodeKit(typed)).toEqual(seed)
    if ([...kit].filter((character) => "IL".includes(character)).length > 10) continue
    const confused = kit.replaceAll(/[IL]/g, round % 2 ? "1" : "l")
    expect(await decodeKit(confused)).toEqual(seed)
  }
})

test.each([
  ["a group missing", (kit: string) => kit.slice(0, -4), "length"],
  ["a character too many", (kit: string) => `${kit}A`, "length"],
  ["nothing", () => "", "length"],
  ["a character that no kit has", (kit: string) => kit.replace(/^./, "9"), "character"],
  ["a letter of another alphabet", (kit: string) => kit.replace(/^./, "É"), "character"],
  [
    "one wrong character",
    (kit: string) => kit.replace(/^./, (first) => (first === "Q" ? "R" : "Q")),
    "checksum",
  ],
  ["two groups exchanged", (kit: string) => kit.replace(/^(.{4}) (.{4})/, "$2 $1"), "checksum"],
])("says what is wrong: %s", async (_, mistake, reason) => {
  const seed = Uint8Array.from({ length: 32 }, (_, index) => index * 7)
  const refusal = decodeKit(mistake(await encodeKit(seed)))
  await expect(refusal).rejects.toBeInstanceOf(KitError)
  await expect(refusal).rejects.toMatchObject({ reason })
})
