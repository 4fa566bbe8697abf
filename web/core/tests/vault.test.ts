import { expect, test } from "vitest"
import type { PlacedRow } from "../src/conversation/step.ts"
import { KitError } from "../src/kit.ts"
import { usePasskeySecret } from "../src/passkeys.ts"
import { type History, merged, openPart, partsOf, sealPart } from "../src/vault/history.ts"
import { newVaultSeed, openFor, sealFor, VaultDamaged, vaultKeyOf } from "../src/vault/vaultKey.ts"
import { codeWay, newCodeWay, PRF_SALT, passkeyWay, unwrapSeed, wrapSeed } from "../src/vault/vaultWays.ts"
import { softAuthenticator } from "./fixtures/softAuthenticator.ts"

const person = { id: "cus_a", name: "Visitor", kind: "customer", lapsed: false } as const
const place = { vault: "vlt_a", conversation: "cnv_a", part: 0 }

function row(sequence: number, text: string): PlacedRow {
  const message = { kind: "message", id: `${sequence}`, at: sequence, author: person, mine: false } as const
  return { sequence, part: 0, row: { ...message, text, state: "sent" } }
}

function historyOf(...rows: readonly PlacedRow[]): History {
  return { inbox: "inb_a", customer: person, rows }
}

const key = async () => vaultKeyOf(newVaultSeed())

test("a history is cut into parts that fit, and a full part never changes again", () => {
  const rows = Array.from({ length: 400 }, (_, index) => row(index, "x".repeat(300)))
  const parts = partsOf(historyOf(...rows))
  expect(parts.length).toBeGreaterThan(3)
  expect(parts.flatMap((part) => part.rows)).toEqual(rows)
  const later = partsOf(historyOf(...rows, row(400, "y")))
  expect(later.slice(0, parts.length - 1)).toEqual(parts.slice(0, -1))
})

test("the longest rows that there can be fit a part", async () => {
  const longest = "😀".repeat(5000)
  const rows = Array.from({ length: 5 }, (_, index) => row(index, longest))
  const sealing = await key()
  for (const [part, history] of partsOf(historyOf(...rows)).entries()) {
    const sealed = await sealPart(sealing, { ...place, part }, 1, history)
    expect(sealed.length).toBeLessThanOrEqual(64 * 1024 + 64)
    expect(await openPart(sealing, { ...place, part }, 1, sealed)).toEqual(history)
  }
})

test("sizes are padded: what differs by a sentence looks the same", async () => {
  const sealing = await key()
  const sizes = [1, 100, 3000, 20_000].map(async (length) => {
    return (await sealPart(sealing, place, 1, historyOf(row(1, "x".repeat(length))))).length - 29
  })
  expect(await Promise.all(sizes)).toEqual([4096, 4096, 4096, 65_536])
  await expect(sealPart(sealing, place, 1, historyOf(row(1, "x".repeat(70_000))))).rejects.toBeInstanceOf(
    RangeError,
  )
})

test.each([
  ["another conversation", { ...place, conversation: "cnv_b" }, 1],
  ["another part", { ...place, part: 1 }, 1],
  ["another vault", { ...place, vault: "vlt_b" }, 1],
  ["another number", place, 2],
])("a part opens at its own place alone: %s", async (_, elsewhere, number) => {
  const sealing = await key()
  const sealed = await sealPart(sealing, place, 1, historyOf(row(1, "x")))
  await expect(openPart(sealing, elsewhere, number, sealed)).rejects.toBeInstanceOf(VaultDamaged)
  await expect(openPart(await key(), place, 1, sealed)).rejects.toBeInstanceOf(VaultDamaged)
})

test("every changed byte, and every shorter text, is refused", async () => {
  const sealing = await key()
  const sealed = await sealFor(sealing, "place", 0, Uint8Array.of(1, 2, 3))
  expect(await openFor(sealing, "place", 0, sealed)).toEqual(Uint8Array.of(1, 2, 3))
  for (let index = 0; index < sealed.length; index++) {
    const changed = sealed.with(index, (sealed[index] ?? 0) ^ 1)
    await expect(openFor(sealing, "place", 0, changed)).rejects.toBeInstanceOf(VaultDamaged)
    await expect(openFor(sealing, "place", 0, sealed.slice(0, index))).rejects.toBeInstanceOf(VaultDamaged)
  }
})

test("of what two devices saw nothing is lost, and one's own version stays", () => {
  const own = historyOf(row(2, "own"), row(3, "three"))
  const other = historyOf(row(1, "one"), row(2, "theirs"), row(4, "four"))
  const texts = merged(own, other).rows.map((each) => (each.row.kind === "message" ? each.row.text : ""))
  expect(texts).toEqual(["one", "own", "three", "four"])
})

test("a key in use cannot be read, and its seed is not kept", async () => {
  const seed = newVaultSeed()
  const handle = await vaultKeyOf(seed)
  const sealed = await sealFor(handle, "place", 0, Uint8Array.of(7))
  seed.fill(0)
  expect(await openFor(handle, "place", 0, sealed)).toEqual(Uint8Array.of(7))
  await expect(crypto.subtle.exportKey("raw", handle)).rejects.toThrow()
})

test("a code is printed in nine groups, has 160 bits, and is read as people type it", async () => {
  const { code, id, secret } = await newCodeWay()
  expect(code).toMatch(/^([A-Z2-7]{4} ){8}[A-Z2-7]{4}$/)
  expect(secret.length).toBe(20)
  expect(await codeWay(code.toLowerCase().replaceAll(" ", "-"))).toEqual({ id, secret })
  const wrong = code.replace(/^./, (first) => (first === "Q" ? "R" : "Q"))
  await expect(codeWay(wrong)).rejects.toBeInstanceOf(KitError)
})

test("a wrapped key opens with its own way, in its own vault", async () => {
  const seed = newVaultSeed()
  const [way, other] = [await newCodeWay(), await newCodeWay()]
  const { id, wrapped } = await wrapSeed("vlt_a", way, seed)
  expect(id).toBe(way.id)
  expect(await unwrapSeed("vlt_a", way, wrapped)).toEqual(seed)
  await expect(unwrapSeed("vlt_b", way, wrapped)).rejects.toBeInstanceOf(VaultDamaged)
  await expect(unwrapSeed("vlt_a", { ...way, secret: other.secret }, wrapped)).rejects.toBeInstanceOf(
    VaultDamaged,
  )
  const weak = await passkeyWay(Uint8Array.of(1), new Uint8Array(8))
  await expect(wrapSeed("vlt_a", weak, seed)).rejects.toBeInstanceOf(TypeError)
})

test("a passkey is asked for its secret, which is not in what is posted", async () => {
  const { authenticator, seen } = softAuthenticator()
  const options = { challenge: "ch", publicKey: { challenge: Uint8Array.of(1), rpId: "chat.example" } }
  const answer = await usePasskeySecret(options, PRF_SALT, authenticator)
  expect(seen.request?.extensions).toEqual({ prf: { eval: { first: PRF_SALT } } })
  expect(answer.secret).toEqual(Uint8Array.of(1))
  expect(answer.credentialId).toEqual(Uint8Array.of(7, 8))
  expect(JSON.stringify(answer.posted)).not.toContain("prf")
  expect(answer.posted.clientExtensionResults).toEqual({})
})
