import { expect, test } from "vitest"
import fixtures from "../../../fixtures/company.json" with { type: "json" }
import { refuseOlderKeys, verifyCompanyKeys } from "../src/certificates/companyKeys.ts"
import { verifyCompanyToken } from "../src/certificates/companyToken.ts"
import { CertificateError, type TrustedRoot } from "../src/certificates/identity.ts"
import { fromHex } from "./fixtures/hex.ts"

const root: TrustedRoot = { organisation: fixtures.organisation, publicKey: fromHex(fixtures.root) }
const now = Date.parse(fixtures.now)

async function judged({ token, at }: { readonly token: string; readonly at: string }) {
  const keys = await verifyCompanyKeys(fixtures.keys, root, now)
  return verifyCompanyToken(token, keys, fromHex(fixtures.device), Date.parse(at))
}

test.each(fixtures.cases.filter(({ rule }) => rule === undefined))("believes: $name", async (example) => {
  const { subject, name } = await judged(example)
  expect({ subject, name: name ?? null }).toEqual(example.person)
})

test.each(fixtures.cases.filter(({ rule }) => rule !== undefined))("$rule: $name", async (example) => {
  const refusal = judged(example)
  await expect(refusal).rejects.toBeInstanceOf(CertificateError)
  await expect(refusal).rejects.toMatchObject({ rule: example.rule })
})

test.each(fixtures.keysCases)("keys, $name: $rule", async ({ jws, rule }) => {
  const verified = verifyCompanyKeys(jws, root, now)
  if (rule === undefined) await expect(verified).resolves.toMatchObject({ number: 3 })
  else await expect(verified).rejects.toMatchObject({ rule })
})

test("keys that were taken away verify nothing any more", async () => {
  const none = fixtures.keysCases.find(({ name }) => name === "no keys")
  const keys = await verifyCompanyKeys(none?.jws ?? "", root, now)
  const [good] = fixtures.cases
  await expect(
    verifyCompanyToken(good?.token ?? "", keys, fromHex(fixtures.device), now),
  ).rejects.toMatchObject({ rule: "not_signed_by_company" })
})

test("older keys, and others under the same number, are refused", () => {
  const seen = { number: 3, statement: "a" }
  expect(() => refuseOlderKeys({ number: 2, statement: "b" }, seen)).toThrow(CertificateError)
  expect(() => refuseOlderKeys({ number: 3, statement: "b" }, seen)).toThrow(CertificateError)
  refuseOlderKeys({ number: 3, statement: "a" }, seen)
  refuseOlderKeys({ number: 4, statement: "b" }, seen)
  refuseOlderKeys({ number: 1, statement: "b" }, undefined)
})
