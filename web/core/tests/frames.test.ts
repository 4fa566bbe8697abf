import { expect, test } from "vitest"
import fixtures from "../../../fixtures/frames.json" with { type: "json" }
import { concat } from "../src/bytes.ts"
import { CborError, encodeCbor } from "../src/cbor.ts"
import { decodeFrame, decodeFrames, encodeFrame } from "../src/frames.ts"
import { fromHex, toHex } from "./fixtures/hex.ts"
import { CONVERSATION, DEVICE, MESSAGE } from "./fixtures/people.ts"

test.each(fixtures.server)("reads the server's $name", ({ items, hex }) => {
  const { kind, ...members } = decodeFrame(fromHex(hex))
  const values = Object.values(members).flatMap((value) => (value === undefined ? [] : [value]))
  const expected = items.slice(1).filter((item, index) => item !== null && !(index === 1 && item === 0))
  expect(kind).not.toBe("")
  expect(values.map((value) => (value instanceof Uint8Array ? { hex: toHex(value) } : value))).toEqual(
    expected,
  )
})

test("every kind has its name", () => {
  expect(fixtures.server.map(({ hex }) => decodeFrame(fromHex(hex)).kind)).toEqual([
    ...[
      "nonce",
      "ready",
      "welcome",
      "commit",
      "message",
      "status",
      "deleted",
      "typing",
      "caughtUp",
      "accepted",
    ],
    ...["refused", "refused", "gap", "ended", "directory", "accepted"],
  ])
})

test.each(fixtures.refusedByClient)("refuses $name", ({ hex }) => {
  expect(() => decodeFrame(fromHex(hex))).toThrow(CborError)
})

test("writes the client's frames as the fixtures say", () => {
  const [proof, send, acknowledge, typing] = fixtures.client.map(({ hex }) => hex)
  const bytes = { privateMessage: new Uint8Array([1, 2, 3, 4]), commitment: new Uint8Array(32).fill(0xc0) }
  const ids = { conversation: CONVERSATION, message: MESSAGE }
  expect(toHex(encodeFrame({ kind: "proof", proof: "eyJh.eyJi.c2ln" }))).toBe(proof)
  expect(toHex(encodeFrame({ kind: "send", request: 42, epoch: 4, ...ids, ...bytes }))).toBe(send)
  expect(
    toHex(encodeFrame({ kind: "acknowledge", conversation: CONVERSATION, sequence: 11, request: 43 })),
  ).toBe(acknowledge)
  expect(
    toHex(encodeFrame({ kind: "typing", conversation: CONVERSATION, typing: new Uint8Array(76).fill(5) })),
  ).toBe(typing)
})

test("a sequence of frames is read whole or not at all", () => {
  const frames = fixtures.server.map(({ hex }) => fromHex(hex))
  expect(decodeFrames(concat(...frames))).toHaveLength(frames.length)
  expect(decodeFrames(new Uint8Array())).toEqual([])
  expect(() => decodeFrames(concat(...frames).subarray(0, -1))).toThrow(CborError)
})

test("row 19: a device's id is refused where a conversation's belongs, and the reverse", () => {
  const gap = fixtures.server.find(({ name }) => name === "gap")?.hex ?? ""
  expect(decodeFrame(fromHex(gap))).toEqual({ kind: "gap", conversation: CONVERSATION, sequence: 5 })
  expect(() =>
    decodeFrame(
      fromHex(
        gap.replace(toHex(new TextEncoder().encode(CONVERSATION)), toHex(new TextEncoder().encode(DEVICE))),
      ),
    ),
  ).toThrow(CborError)
})

test("a time that no calendar has is refused: a row that holds it could never be drawn", () => {
  const status = (at: number) => encodeCbor([6, CONVERSATION, 5, at, DEVICE, "open"])
  expect(decodeFrame(status(8_640_000_000_000_000))).toMatchObject({ at: 8_640_000_000_000_000 })
  expect(() => decodeFrame(status(8_640_000_000_000_001))).toThrow(CborError)
})
