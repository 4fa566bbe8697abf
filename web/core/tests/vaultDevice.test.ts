import { expect, test } from "vitest"
import fixtures from "../../../fixtures/vaultDevice.json" with { type: "json" }
import { CertificateError } from "../src/certificates/identity.ts"
import { thumbprint } from "../src/jose.ts"
import { verifyVaultDevice } from "../src/vault/vaultIdentity.ts"
import { fromHex } from "./fixtures/hex.ts"

async function judged({ jws, at }: { readonly jws: string; readonly at: string }) {
  const { organisation, person } = fixtures
  const deviceKey = await thumbprint(fromHex(fixtures.device))
  const expected = { organisation, person, deviceKey }
  return verifyVaultDevice(jws, fromHex(fixtures.identity), expected, Date.parse(at))
}

test.each(fixtures.cases.filter(({ rule }) => rule === undefined))("believes: $name", async (example) => {
  await expect(judged(example)).resolves.toBeUndefined()
})

test.each(fixtures.cases.filter(({ rule }) => rule !== undefined))("$rule: $name", async (example) => {
  const refusal = judged(example)
  await expect(refusal).rejects.toBeInstanceOf(CertificateError)
  await expect(refusal).rejects.toMatchObject({ rule: example.rule })
})

test("what this code signs is believed for 90 days", async () => {
  const { issued, now } = fixtures
  await expect(judged({ jws: issued, at: now })).resolves.toBeUndefined()
  const after = new Date(Date.parse(now) + 91 * 86_400_000).toISOString()
  await expect(judged({ jws: issued, at: after })).rejects.toMatchObject({ rule: "expired" })
})
