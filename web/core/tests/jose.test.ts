import { expect, test } from "vitest"
import dpop from "../../../fixtures/dpop.json" with { type: "json" }
import fixtures from "../../../fixtures/jose.json" with { type: "json" }
import { rootFromSeed } from "../src/accounts/rootKey.ts"
import { fromBase64Url } from "../src/base64.ts"
import { fromUtf8 } from "../src/bytes.ts"
import { createProof } from "../src/dpop.ts"
import { fingerprint, JoseError, publicKeyOf, signJws, thumbprint, verifyJws } from "../src/jose.ts"
import { fromHex, toHex } from "./fixtures/hex.ts"
import { fixedKey, NOW } from "./fixtures/people.ts"

const ATH = "ath"
const JTI = "jti"
const TYP = "sotto-revocations+jwt"
const signer = fromHex(fixtures.publicKey)

test("RFC 8032: the root of a published seed has the published public key", async () => {
  const seed = fromHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
  const key = await rootFromSeed(seed)
  expect(toHex(key.publicKey)).toBe("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
  // RFC 8037 appendix A.3 has the thumbprint of the same key.
  expect(await thumbprint(key.publicKey)).toBe("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
  expect(key.privateKey.extractable).toBe(false)
})

test.each(fixtures.keys)(
  "thumbprint and fingerprint of $publicKey",
  async ({ publicKey, jwk, ...expected }) => {
    expect(publicKeyOf(jwk)).toEqual(fromHex(publicKey))
    expect(await thumbprint(fromHex(publicKey))).toBe(expected.thumbprint)
    expect(await fingerprint(fromHex(publicKey))).toBe(expected.fingerprint)
    expect(expected.fingerprint).toMatch(/^[A-Z2-7]{4}( [A-Z2-7]{4}){3}$/)
  },
)

test.each(fixtures.accepted)("accepts $name", async ({ jws, claims }) => {
  expect(await verifyJws(jws, TYP, signer)).toEqual(claims)
})

test.each(fixtures.refused)("row 33: refuses $name", async ({ jws }) => {
  await expect(verifyJws(jws, TYP, signer)).rejects.toBeInstanceOf(JoseError)
})

test("a good statement is refused as another kind and under another key", async () => {
  const jws = fixtures.accepted[0]?.jws ?? ""
  await expect(verifyJws(jws, "sotto-agent+jwt", signer)).rejects.toMatchObject({ rule: "type" })
  await expect(verifyJws(jws, TYP, (await fixedKey(22)).publicKey)).rejects.toMatchObject({ rule: "key" })
})

test.each([
  ["short x", { kty: "OKP", crv: "Ed25519", x: "AAAA" }],
  ["other curve", { kty: "OKP", crv: "X25519", x: "A".repeat(43) }],
  ["other type", { kty: "EC", crv: "Ed25519", x: "A".repeat(43) }],
  ["private half", { kty: "OKP", crv: "Ed25519", x: "A".repeat(43), d: "A".repeat(43) }],
  ["nothing", null],
])("no public key: %s", (_, jwk) => {
  expect(() => publicKeyOf(jwk)).toThrow(JoseError)
})

test("an oversized JWS is refused before it is parsed", async () => {
  await expect(verifyJws(`${"A".repeat(300_000)}.e30.AA`, TYP, signer)).rejects.toMatchObject({
    rule: "malformed",
  })
})

test("a proof names method, address without query, nonce, time and token", async () => {
  const options = { method: "post", url: `${dpop.url}?secret=1#f`, nonce: dpop.nonce, now: NOW + 999 }
  const key = await fixedKey(21)
  const plain = readProof(await createProof(key, options))
  expect(plain.header).toEqual({ alg: "Ed25519", typ: "dpop+jwt", jwk: fixtures.keys[0]?.jwk })
  expect(plain.claims).toMatchObject({ htm: "POST", htu: dpop.url, nonce: dpop.nonce, iat: NOW / 1000 })
  expect(plain.claims).not.toHaveProperty("ath")
  const bound = readProof(await createProof(key, { ...options, accessToken: dpop.accessToken }))
  const expected = readProof(dpop.accepted.find(({ bound }) => bound)?.jws ?? "")
  const { ath, jti } = bound.claims
  expect(ath).toBe(expected.claims[ATH])
  expect(jti).not.toBe(plain.claims[JTI])
})

test("a proof is not taken for a certificate, nor the reverse", async () => {
  const key = await fixedKey(21)
  const proof = await createProof(key, { method: "POST", url: dpop.url, nonce: dpop.nonce, now: NOW })
  await expect(verifyJws(proof, TYP, key.publicKey)).rejects.toMatchObject({ rule: "type" })
  await expect(verifyJws(proof, "dpop+jwt", key.publicKey)).rejects.toMatchObject({ rule: "header" })
  const other = await signJws(key, "sotto-customer+jwt", {})
  await expect(verifyJws(other, TYP, key.publicKey)).rejects.toMatchObject({ rule: "type" })
})

function readProof(jws: string): { header: unknown; claims: Record<string, unknown> } {
  const [header, claims] = jws.split(".", 2).map((part): unknown => JSON.parse(fromUtf8(fromBase64Url(part))))
  return { header, claims: Object.fromEntries(Object.entries(claims ?? {})) }
}
