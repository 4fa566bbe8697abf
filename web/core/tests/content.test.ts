import { expect, test } from "vitest"
import fixtures from "../../../fixtures/content.json" with { type: "json" }
import franking from "../../../fixtures/franking.json" with { type: "json" }
import { ContentError } from "../src/content/content.ts"
import { messageId } from "../src/content/messageId.ts"
import { decodeContent, encodeContent } from "../src/content/mimi.ts"
import { isName, nameOf } from "../src/content/name.ts"
import { frankingCommitment } from "../src/franking.ts"
import { fromHex, toHex } from "./fixtures/hex.ts"

const SALT = new Uint8Array(16).fill(9)

test.each(fixtures.contents)(
  "$name means what it meant",
  async ({ content, salt, hex, sender, room, ...expected }) => {
    const { salt: read, ...meaning } = decodeContent(fromHex(hex))
    expect(toHex(read)).toBe(salt)
    expect(shown(meaning)).toEqual(content)
    if (meaning.kind !== "unknown") expect(toHex(encodeContent(meaning, read))).toBe(hex)
    expect(toHex(await messageId(sender, room, fromHex(hex)))).toBe(expected.messageId)
  },
)

test.each(fixtures.nameless)("shown without a name: $name", ({ hex }) => {
  const { salt: _, ...meaning } = decodeContent(fromHex(hex))
  expect(meaning).toEqual({ kind: "text", text: "a" })
})

test("what is typed as a name is made fit to be told, or is too long", () => {
  expect(nameOf("  Grace\tHopper\u2028 ")).toBe("Grace Hopper")
  expect([nameOf(""), nameOf(" \n"), nameOf("\u200b")]).toEqual(["", "", ""])
  expect(isName(nameOf("a".repeat(80)))).toBe(true)
  expect(() => nameOf("a".repeat(81))).toThrow(RangeError)
})

test.each(fixtures.unknown)("shown as unknown: $name", ({ hex }) => {
  expect(decodeContent(fromHex(hex)).kind).toBe("unknown")
})

test.each(fixtures.refused)("refuses $name", ({ hex }) => {
  expect(() => decodeContent(fromHex(hex))).toThrow(ContentError)
})

test("the draft's first example has the draft's message id", async () => {
  const encoded = fromHex(
    [
      "87505eed9406c2545547ab6f09f20a18b003f640f6f6a2017820",
      "6d696d693a2f2f6578616d706c652e636f6d2f752f616c6963652d736d697468",
      "027825",
      "6d696d693a2f2f6578616d706c652e636f6d2f722f656e67696e656572696e675f7465616d",
      "85016001781e",
      "746578742f6d61726b646f776e3b76617269616e743d47464d2d4d494d49",
      "5839",
      "48692065766572796f6e652c207765206a75737420736869707065642072656c",
      "6561736520322e302e205f5f476f6f642020776f726b5f5f21",
    ].join(""),
  )
  const id = await messageId(
    "mimi://example.com/u/alice-smith",
    "mimi://example.com/r/engineering_team",
    encoded,
  )
  expect(toHex(id)).toBe("017ce54837404c3696e0c747b985cb172716d0ed0a3d249ca63ace7d82a096f4")
})

test("an id depends on sender, room and content, and content without a salt has none", async () => {
  const content = encodeContent({ kind: "text", text: "a" }, SALT)
  const ids = await Promise.all([
    messageId("sotto://o/u", "sotto://o/c", content),
    messageId("sotto://o/v", "sotto://o/c", content),
    messageId("sotto://o/u", "sotto://o/d", content),
    messageId("sotto://o/usotto", "://o/c", content),
    messageId("sotto://o/u", "sotto://o/c", encodeContent({ kind: "text", text: "b" }, SALT)),
  ])
  expect(new Set(ids.map(toHex)).size).toBe(5)
  await expect(messageId("s", "r", new Uint8Array([0x87, 0x4f]))).rejects.toBeInstanceOf(ContentError)
})

test("what peers would refuse is not sent", () => {
  expect(() => encodeContent({ kind: "text", text: "" }, SALT)).toThrow(ContentError)
  expect(() => encodeContent({ kind: "text", text: "a".repeat(10_001) }, SALT)).toThrow(ContentError)
  expect(() => encodeContent({ kind: "text", text: "a" }, SALT.subarray(1))).toThrow(ContentError)
  for (const name of ["", " a", "a\nb", "a".repeat(81)])
    expect(() => encodeContent({ kind: "text", text: "a", name }, SALT)).toThrow(ContentError)
  expect(() => encodeContent({ kind: "deletion", replaces: SALT }, SALT)).toThrow(ContentError)
  expect(() => encodeContent({ kind: "event", event: "No Name", details: [] }, SALT)).toThrow(ContentError)
  expect(decodeContent(encodeContent({ kind: "text", text: "a".repeat(10_000) }, SALT)).kind).toBe("text")
})

test.each(franking)("commitment of $name", async ({ conversation, epoch, device, content, commitment }) => {
  const message = { conversation, epoch, device, content: fromHex(content) }
  expect(toHex(await frankingCommitment(message))).toBe(commitment)
  const others = [
    { ...message, epoch: epoch + 1 },
    { ...message, device: conversation },
    { ...message, content: SALT },
  ]
  for (const other of others) expect(toHex(await frankingCommitment(other))).not.toBe(commitment)
})

function shown(value: unknown): unknown {
  if (value instanceof Uint8Array) return { hex: toHex(value) }
  if (Array.isArray(value)) return value.map(shown)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => [name, shown(member)]),
  )
}
