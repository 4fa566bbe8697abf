import { beforeAll, expect, test } from "vitest"
import type { TrustedRoot } from "../src/certificates/identity.ts"
import { RevocationLists } from "../src/certificates/revocationLists.ts"
import { thumbprint } from "../src/jose.ts"
import { type Cast, cast, issuerJws, revocationsJws } from "./fixtures/certificateFixtures.ts"
import { DAY, NOW, ORGANISATION, OTHER_ORGANISATION } from "./fixtures/people.ts"

const JTI = "AQEBAQEBAQEBAQEBAQEBAQ"
const SECONDS = NOW / 1000
let all: Cast
let root: TrustedRoot
let issuer: string
let key: string

beforeAll(async () => {
  all = await cast()
  root = { organisation: ORGANISATION, publicKey: all.root.publicKey }
  issuer = await issuerJws(all)
  key = await thumbprint(all.issuer.publicKey)
})

const revoking = (number: number) => revocationsJws(all, { number, revoked: [{ jti: JTI, at: SECONDS }] })

test("a newer list replaces the one before, and the old value stays as it was", async () => {
  const first = await RevocationLists.none.accept(await revocationsJws(all), issuer, root, NOW)
  const second = await first.accept(await revoking(2), issuer, root, NOW)
  expect([first.isRevoked(JTI), second.isRevoked(JTI)]).toEqual([false, true])
  expect([first.numberOf(key), second.numberOf(key), second.numberOf("nobody")]).toEqual([1, 2, 0])
  expect(second.revokedBy(key)).toEqual([{ jti: JTI, at: NOW }])
})

test("never back to an older list, nor to another one of the same number", async () => {
  const lists = await RevocationLists.none.accept(await revoking(5), issuer, root, NOW)
  for (const older of [
    await revoking(4),
    await revocationsJws(all, { number: 4 }),
    await revocationsJws(all, { number: 5 }),
  ]) {
    await expect(lists.accept(older, issuer, root, NOW)).rejects.toMatchObject({
      rule: "revocations_rolled_back",
    })
  }
  expect((await lists.accept(await revoking(5), issuer, root, NOW)).isRevoked(JTI)).toBe(true)
})

test("the numbers seen survive saving, so a server cannot wait for a reload", async () => {
  const lists = await RevocationLists.none.accept(await revoking(5), issuer, root, NOW)
  const loaded = RevocationLists.load(JSON.parse(JSON.stringify(lists.save())))
  expect(loaded.isRevoked(JTI)).toBe(true)
  const older = await revocationsJws(all, { number: 4 })
  await expect(loaded.accept(older, issuer, root, NOW)).rejects.toMatchObject({
    rule: "revocations_rolled_back",
  })
  expect(() => RevocationLists.load([{ issuer: 1 }])).toThrow()
  expect(() => RevocationLists.load(undefined)).toThrow()
})

test("late after three days, too late after fourteen, and from the start when never seen", async () => {
  const lists = await RevocationLists.none.accept(await revocationsJws(all), issuer, root, NOW)
  const due = NOW + 7 * DAY
  expect(lists.lateness(key, due + 3 * DAY)).toBe("fresh")
  expect(lists.lateness(key, due + 3 * DAY + 1)).toBe("late")
  expect(lists.lateness(key, due + 14 * DAY)).toBe("late")
  expect(lists.lateness(key, due + 14 * DAY + 1)).toBe("tooLate")
  expect(lists.lateness("nobody", NOW)).toBe("tooLate")
})

test("lists that are not the issuer's, of another organisation or from the future are refused", async () => {
  const accept = (list: string, by = issuer) => RevocationLists.none.accept(list, by, root, NOW)
  const foreign = await revocationsJws(all, {}, all.outsider)
  await expect(accept(foreign)).rejects.toMatchObject({ rule: "revocations_not_signed_by_issuer" })
  await expect(accept(issuer)).rejects.toMatchObject({ rule: "revocations_not_signed_by_issuer" })
  await expect(accept(await revocationsJws(all, { org: OTHER_ORGANISATION }))).rejects.toMatchObject({
    rule: "wrong_organisation",
  })
  await expect(accept(await revocationsJws(all, { iat: SECONDS + 301 }))).rejects.toMatchObject({
    rule: "not_yet_valid",
  })
  await expect(accept(await revocationsJws(all, { number: 0 }))).rejects.toMatchObject({ rule: "malformed" })
  await expect(accept(await revocationsJws(all, { revoked: [{ jti: 1, at: 1 }] }))).rejects.toMatchObject({
    rule: "malformed",
  })
  const impostor = await issuerJws(all, {}, all.outsider)
  await expect(accept(await revocationsJws(all), impostor)).rejects.toMatchObject({
    rule: "issuer_not_signed_by_root",
  })
})

test("of a directory, the lists of known issuers count and the rest is passed over", async () => {
  const foreign = await revocationsJws(all, {}, all.outsider)
  const impostor = await issuerJws(all, {}, all.outsider)
  const lists = await RevocationLists.none.acceptAll(
    [foreign, await revoking(1)],
    [impostor, issuer],
    root,
    NOW,
  )
  expect(lists.numberOf(key)).toBe(1)
  const nothing = RevocationLists.none.acceptAll(["a.b.c"], [issuer], root, NOW)
  await expect(nothing).rejects.toMatchObject({ rule: "malformed" })
  const older = lists.acceptAll([await revocationsJws(all)], [issuer], root, NOW)
  await expect(older).rejects.toMatchObject({ rule: "revocations_rolled_back" })
})
