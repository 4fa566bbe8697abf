import { describe, expect, test } from "vitest"
import type { LeafPolicy, Member } from "../src/index.ts"
import {
  at,
  found,
  groupOf,
  joinBy,
  keyPackageOf,
  people,
  person,
  read,
  receiveCommit,
  ruleOf,
  text,
} from "./people.ts"

function nameOf(member: Member | undefined): string {
  return member === undefined ? "nobody" : read(member.identity)
}

/** Writes down every question and refuses the named. */
function recorder(...refused: string[]): { readonly asked: string[]; readonly policy: LeafPolicy } {
  const asked: string[] = []
  const policy: LeafPolicy = async (candidate, previous) => {
    asked.push(`${nameOf(candidate)} at ${candidate.leaf} after ${nameOf(previous)}`)
    return !refused.includes(nameOf(candidate))
  }
  return { asked, policy }
}

describe("the leaf policy", () => {
  test("is asked about every leaf on joining", async () => {
    const { asked, policy } = recorder()
    const [customer, agent] = [at(await people("customer"), 0), await person("agent", { policy })]
    await groupOf(customer, agent, at(await people("other"), 0))
    expect(asked).toEqual([
      "customer at 0 after nobody",
      "agent at 1 after nobody",
      "other at 2 after nobody",
    ])
  })

  test("stops a join into a group with an unknown leaf", async () => {
    const agent = await person("agent", { policy: recorder("stranger").policy })
    const [customer, stranger] = [at(await people("customer"), 0), at(await people("stranger"), 0)]
    expect(await ruleOf(groupOf(customer, stranger, agent))).toBe("policy")
  })

  test("stops an incoming add and leaves the group as it was", async () => {
    const customer = await person("customer", { policy: recorder("stranger").policy })
    const [agent, stranger] = [at(await people("agent"), 0), at(await people("stranger"), 0)]
    const groups = await groupOf(customer, agent)
    const before = at(groups, 0).save()
    const pending = await at(groups, 1).add([(await keyPackageOf(stranger)).keyPackage])
    expect(await ruleOf(at(groups, 0).receive(pending.commit))).toBe("policy")
    expect(at(groups, 0).save()).toEqual(before)
  })

  test("stops an own add", async () => {
    const customer = await person("customer", { policy: recorder("stranger").policy })
    const own = await keyPackageOf(at(await people("stranger"), 0))
    expect(await ruleOf((await found(customer)).add([own.keyPackage]))).toBe("policy")
  })

  test("sees who stood there before when a leaf changes, for own and others' commits", async () => {
    const first = recorder()
    const second = recorder()
    const customer = await person("customer", { policy: first.policy })
    const agent = await person("agent", { policy: second.policy })
    const groups = await groupOf(customer, agent)
    first.asked.length = 0
    second.asked.length = 0
    const update = await at(groups, 1).update(text("agent, renewed"))
    await receiveCommit(at(groups, 0), update.commit)
    expect(first.asked).toEqual(["agent, renewed at 1 after agent"])
    expect(second.asked).toEqual(["agent, renewed at 1 after agent"])
  })

  test("can refuse a changed identity", async () => {
    const policy: LeafPolicy = async (candidate, previous) =>
      previous === undefined || nameOf(candidate) === nameOf(previous)
    const customer = await person("customer", { policy })
    const groups = await groupOf(customer, at(await people("agent"), 0))
    const before = at(groups, 0).save()
    const update = await at(groups, 1).update(text("someone else"))
    expect(await ruleOf(at(groups, 0).receive(update.commit))).toBe("policy")
    expect(at(groups, 0).save()).toEqual(before)
  })

  test("does not take a newcomer for the one whose leaf it fills", async () => {
    const { asked, policy } = recorder()
    const customer = await person("customer", { policy })
    const [agent, leaver, late] = await people("agent", "leaver", "late").then(
      (all) => [at(all, 0), at(all, 1), at(all, 2)] as const,
    )
    const groups = await groupOf(customer, leaver, agent)
    const removal = await at(groups, 2).remove([1])
    const own = await keyPackageOf(late)
    const addition = await removal.next.add([own.keyPackage])
    const after = (await receiveCommit(at(groups, 0), removal.commit)).next
    asked.length = 0
    expect((await receiveCommit(after, addition.commit)).added.map((member) => member.leaf)).toEqual([1])
    expect(asked).toEqual(["late at 1 after nobody"])
    expect((await joinBy(addition, late, own)).ownLeaf).toBe(1)
  })
})
