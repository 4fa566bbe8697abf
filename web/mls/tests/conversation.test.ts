import { describe, expect, test } from "vitest"
import { loadGroup } from "../src/index.ts"
import {
  at,
  found,
  groupOf,
  joinBy,
  keyPackageOf,
  people,
  read,
  receiveCommit,
  receiveText,
  text,
} from "./people.ts"

describe("a conversation", () => {
  test("everyone can message everyone, and sees who wrote", async () => {
    const devices = await people("customer", "agent", "supervisor", "bot", "keeper")
    let groups = await groupOf(at(devices, 0), ...devices.slice(1))
    for (const [author, device] of devices.entries()) {
      const { message, next } = await at(groups, author).protect(text(`from ${device.name}`))
      const following = [...groups]
      following[author] = next
      for (const reader of devices.keys()) {
        if (reader === author) continue
        const received = await receiveText(at(groups, reader), message)
        expect(read(received.content)).toBe(`from ${device.name}`)
        expect(read(received.sender.identity)).toBe(device.name)
        expect(received.sender.leaf).toBe(at(groups, author).ownLeaf)
        expect(received.sender.signatureKey).toEqual(device.key.publicKey)
        following[reader] = received.next
      }
      groups = following
    }
  })

  test("members come, renew themselves and go, and the rest stays in step", async () => {
    const devices = await people("customer", "agent", "other")
    const [customer, agent, other] = [at(devices, 0), at(devices, 1), at(devices, 2)]
    let [a, b, c] = await groupOf(customer, agent, other).then(
      (all) => [at(all, 0), at(all, 1), at(all, 2)] as const,
    )

    const update = await b.update(text("agent, renewed"))
    const seen = await receiveCommit(a, update.commit)
    expect(seen.updated.map((member) => read(member.identity))).toEqual(["agent, renewed"])
    ;[a, b, c] = [seen.next, update.next, (await receiveCommit(c, update.commit)).next]

    const removal = await a.remove([c.ownLeaf])
    const gone = await receiveCommit(c, removal.commit)
    expect(gone.selfRemoved).toBe(true)
    expect(gone.removed.map((member) => read(member.identity))).toEqual(["other"])
    ;[a, b] = [removal.next, (await receiveCommit(b, removal.commit)).next]

    const late = at(await people("late"), 0)
    const own = await keyPackageOf(late)
    const addition = await b.add([own.keyPackage])
    const d = await joinBy(addition, late, own)
    a = (await receiveCommit(a, addition.commit)).next
    expect(d.members.map((member) => read(member.identity))).toEqual(["customer", "agent, renewed", "late"])

    const { message } = await d.protect(text("hello"))
    expect(read((await receiveText(a, message)).content)).toBe("hello")
    const secrets = await Promise.all(
      [a, addition.next, d].map((g) => g.export("sotto typing", text("x"), 32)),
    )
    expect(secrets[1]).toEqual(secrets[0])
    expect(secrets[2]).toEqual(secrets[0])
  })

  test("a saved group goes on where it stopped", async () => {
    const devices = await people("customer", "agent")
    const [a, b] = await groupOf(at(devices, 0), at(devices, 1)).then(
      (all) => [at(all, 0), at(all, 1)] as const,
    )
    const loaded = await loadGroup(b.save(), at(devices, 1).context)
    expect(loaded.save()).toEqual(b.save())
    const { message } = await a.protect(text("hello"))
    expect(read((await receiveText(loaded, message)).content)).toBe("hello")
    const update = await loaded.update()
    expect((await receiveCommit(a, update.commit)).next.epoch).toBe(2n)
  })

  test("a group of one has group info at epoch 0", async () => {
    const group = await found(at(await people("customer"), 0))
    expect(group.epoch).toBe(0n)
    expect((await group.groupInfo()).length).toBeGreaterThan(100)
  })
})
