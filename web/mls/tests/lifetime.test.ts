import { describe, expect, test } from "vitest"
import { inspectKeyPackage, loadGroup } from "../src/index.ts"
import {
  at,
  DAY,
  groupOf,
  joinBy,
  keyPackageOf,
  LIFETIME,
  NOW,
  people,
  person,
  receiveCommit,
  ruleOf,
} from "./people.ts"

const EXPIRED = { notBefore: NOW - 2 * DAY, notAfter: NOW - DAY }
const COMING = { notBefore: NOW + DAY, notAfter: NOW + 2 * DAY }

describe("lifetimes", () => {
  test.each([EXPIRED, COMING])(
    "a key package outside its lifetime is neither accepted nor added: %o",
    async (lifetime) => {
      const [customer, agent, late] = [
        at(await people("customer"), 0),
        at(await people("agent"), 0),
        at(await people("late"), 0),
      ]
      const own = await keyPackageOf(late, lifetime)
      expect(await ruleOf(inspectKeyPackage(own.keyPackage, NOW))).toBe("lifetime")
      const group = at(await groupOf(customer, agent), 0)
      expect(await ruleOf(group.add([own.keyPackage]))).toBe("lifetime")
    },
  )

  test("an expired key package in somebody's commit is refused", async () => {
    const careless = await person("careless", { now: () => EXPIRED.notBefore + 1 })
    const groups = await groupOf(at(await people("customer"), 0), careless)
    const before = at(groups, 0).save()
    const own = await keyPackageOf(at(await people("late"), 0), EXPIRED)
    const pending = await at(groups, 1).add([own.keyPackage])
    expect(await ruleOf(at(groups, 0).receive(pending.commit))).toBe("lifetime")
    expect(at(groups, 0).save()).toEqual(before)
  })

  test("five minutes of clock skew are forgiven", async () => {
    const own = await keyPackageOf(at(await people("late"), 0), { ...LIFETIME, notBefore: NOW + 4 * 60_000 })
    expect((await inspectKeyPackage(own.keyPackage, NOW)).notAfter).toBe(LIFETIME.notAfter)
  })

  test("expired leaves in an old group's tree do not stop a join or a commit", async () => {
    const years = NOW + 1000 * DAY
    const customer = await person("customer")
    const agent = await person("agent")
    const groups = await groupOf(customer, agent)
    const later = await person("late", { now: () => years })
    const own = await keyPackageOf(later, { notBefore: years - DAY, notAfter: years + DAY })

    const old = await loadGroup(at(groups, 0).save(), { ...customer.context, now: () => years })
    const pending = await old.add([own.keyPackage])
    const joined = await joinBy(pending, later, own)
    expect(joined.members).toHaveLength(3)
    const update = await joined.update()
    expect((await receiveCommit(pending.next, update.commit)).next.epoch).toBe(3n)
  })

  test("a lifetime of more than a year is refused", async () => {
    const who = at(await people("forever"), 0)
    expect(await ruleOf(keyPackageOf(who, { notBefore: NOW, notAfter: NOW + 400 * DAY }))).toBe("lifetime")
  })
})
