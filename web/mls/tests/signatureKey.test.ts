import { describe, expect, test } from "vitest"
import { generateSignatureKey, loadGroup, type SignatureKey, sign, verifySignature } from "../src/index.ts"
import { acceptAll, at, groupOf, keyPackageOf, NOW, people, person, ruleOf, text } from "./people.ts"

const PKCS8_ED25519 = [
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
]

/** A key whose private bytes the test knows, though WebCrypto would not tell them. */
async function knownKey(seed: Uint8Array): Promise<SignatureKey> {
  const encoded = Uint8Array.from([...PKCS8_ED25519, ...seed])
  const open = await crypto.subtle.importKey("pkcs8", encoded, "Ed25519", true, ["sign"])
  const { x } = await crypto.subtle.exportKey("jwk", open)
  if (x === undefined) throw new Error("no public half")
  const privateKey = await crypto.subtle.importKey("pkcs8", encoded, "Ed25519", false, ["sign"])
  return { publicKey: Uint8Array.from(Buffer.from(x, "base64url")), privateKey }
}

function contains(haystack: Uint8Array, needle: Uint8Array): boolean {
  return Buffer.from(haystack).includes(Buffer.from(needle))
}

describe("signature keys", () => {
  test("cannot be taken out of WebCrypto, survive structured clone and sign", async () => {
    const key = structuredClone(await generateSignatureKey())
    expect(key.privateKey.extractable).toBe(false)
    await expect(crypto.subtle.exportKey("pkcs8", key.privateKey)).rejects.toThrow()
    const signature = await sign(key, text("x"))
    expect(await verifySignature(key.publicKey, text("x"), signature)).toBe(true)
    expect(await verifySignature(key.publicKey, text("y"), signature)).toBe(false)
    expect(await verifySignature(key.publicKey.subarray(1), text("x"), signature)).toBe(false)
    expect(await verifySignature(key.publicKey, text("x"), signature.subarray(1))).toBe(false)
  })

  test("are in nothing that is saved or sent, and what is saved works with the handle alone", async () => {
    const seed = crypto.getRandomValues(new Uint8Array(32))
    const key = await knownKey(seed)
    const customer = { name: "customer", key, context: { key, policy: acceptAll, now: () => NOW } }
    const group = at(await groupOf(customer, at(await people("agent"), 0)), 0)
    const own = await keyPackageOf(customer)
    const pending = await group.update()
    const written = await group.protect(text("hello"))
    const everything = [
      group.save(),
      own.keyPackage,
      own.secrets.bytes,
      pending.commit,
      pending.groupInfo,
      written.message,
    ]
    for (const bytes of everything) expect(contains(bytes, seed)).toBe(false)
    expect(contains(Buffer.concat([group.save(), seed]), seed)).toBe(true) // the search itself finds what is there
    expect(contains(group.save(), key.publicKey)).toBe(true)
    const loaded = await loadGroup(group.save(), customer.context)
    expect((await loaded.update()).next.epoch).toBe(2n)
  })

  test("of another device do not open a saved group", async () => {
    const devices = await people("customer", "agent")
    const group = at(await groupOf(at(devices, 0), at(devices, 1)), 0)
    expect(await ruleOf(loadGroup(group.save(), at(devices, 1).context))).toBe("wrong-key")
    expect(await ruleOf(loadGroup(group.save(), (await person("stranger")).context))).toBe("wrong-key")
  })
})
