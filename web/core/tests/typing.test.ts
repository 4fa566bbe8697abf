import { expect, test } from "vitest"
import fixtures from "../../../fixtures/typing.json" with { type: "json" }
import { encodeCbor } from "../src/cbor.ts"
import { openTyping, sealTyping, TypingError } from "../src/typing.ts"
import { fromHex } from "./fixtures/hex.ts"
import { DEVICE, NOW } from "./fixtures/people.ts"

const key = new Uint8Array(16).fill(1)
const signal = { device: DEVICE, typing: true, at: NOW }

test.each(fixtures)("opens $name", async ({ key, hex, device, typing, at }) => {
  expect(await openTyping(fromHex(key), fromHex(hex))).toEqual({ device, typing, at })
})

test("both states have the same size, and no two signals look alike", async () => {
  const typing = await sealTyping(key, signal)
  const stopped = await sealTyping(key, { ...signal, typing: false })
  expect([typing.length, stopped.length]).toEqual([76, 76])
  expect(await sealTyping(key, signal)).not.toEqual(typing)
  expect(await openTyping(key, stopped)).toEqual({ ...signal, typing: false })
})

test("altered, cut or foreign signals are refused", async () => {
  const sealed = await sealTyping(key, signal)
  const altered = sealed.map((byte, index) => (index === 20 ? byte ^ 1 : byte))
  for (const bad of [altered, sealed.subarray(1), new Uint8Array(), new Uint8Array(76)]) {
    await expect(openTyping(key, bad)).rejects.toBeInstanceOf(TypingError)
  }
  await expect(openTyping(new Uint8Array(16), sealed)).rejects.toBeInstanceOf(TypingError)
  const padded = new Uint8Array(48).fill(0xff)
  padded.set(encodeCbor([DEVICE, 1, NOW]))
  await expect(openTyping(key, await sealRaw(padded))).rejects.toBeInstanceOf(TypingError)
  const user = await sealTyping(key, { ...signal, device: DEVICE.replace("dev", "usr") })
  await expect(openTyping(key, user)).rejects.toBeInstanceOf(TypingError)
})

async function sealRaw(plaintext: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const iv = new Uint8Array(12)
  const aes = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"])
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, aes, plaintext)
  return Uint8Array.from([...iv, ...new Uint8Array(sealed)])
}
