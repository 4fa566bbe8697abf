import { expect, test } from "vitest"
import { decodeAs } from "../src/wire.ts"
import { at, groupOf, people, receiveText } from "./people.ts"

const TAG = 16

test.each([
  [0, 256],
  [1, 256],
  [188, 256],
  [189, 512],
  [444, 512],
  [445, 1024],
  [1024, 2048],
  [2048, 4096],
  [4028, 4096],
  [4029, 8192],
  [20_000, 20_480],
])("%i bytes of content travel as %i", async (length, bucket) => {
  const groups = await groupOf(at(await people("a"), 0), at(await people("b"), 0))
  const content = new Uint8Array(length).fill(7)
  const { message } = await at(groups, 0).protect(content)
  expect(decodeAs(message, "mls_private_message").privateMessage.ciphertext.length).toBe(bucket + TAG)
  expect((await receiveText(at(groups, 1), message)).content).toEqual(content)
})
