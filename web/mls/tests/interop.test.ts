import { describe, expect, test } from "vitest"
import { Fields, toHex } from "../interop/fields.ts"
import { Peer } from "../interop/peer.ts"
import { text } from "./people.ts"

const GROUP = toHex(text("cnv_interop/0"))

type Extra = Readonly<Record<string, unknown>>

/** Speaks to a peer as another process does: in lines. */
class Talk {
  readonly #peer = new Peer()
  #last = 0

  async ask(command: string, name: string, extra: Extra = {}): Promise<Fields> {
    const id = ++this.#last
    const answer = await this.#peer.answer(JSON.stringify({ id, command, name, ...extra }))
    const fields = Fields.parse(answer)
    expect(fields.number("id")).toBe(id)
    return fields
  }

  async do(command: string, name: string, extra: Extra = {}): Promise<Fields> {
    const answer = await this.ask(command, name, extra)
    if (!answer.flag("ok")) throw new Error(`${command}: ${answer.text("rule")}, ${answer.text("message")}`)
    return answer
  }

  async ruleOf(command: string, name: string, extra: Extra = {}): Promise<string> {
    const answer = await this.ask(command, name, extra)
    expect(answer.flag("ok")).toBe(false)
    return answer.text("rule")
  }

  /** Founder and joiner in one group, both at epoch 1. */
  async pair(options: Extra = {}): Promise<void> {
    await this.do("create", "ann", { groupId: GROUP, identity: toHex(text("ann")), ...options })
    await this.invite("ann", "ben", options)
  }

  async invite(host: string, guest: string, options: Extra = {}): Promise<Fields> {
    const made = await this.do("keyPackage", guest, { identity: toHex(text(guest)) })
    const added = await this.do("add", host, { keyPackages: [made.text("keyPackage")], ...options })
    const ratchetTree = "withoutTree" in options ? added.text("ratchetTree") : undefined
    await this.do("join", guest, { groupId: GROUP, welcome: added.text("welcome"), ratchetTree, ...options })
    return added
  }

  async says(writer: string, reader: string, words: string, extra: Extra = {}): Promise<void> {
    const { message } = await this.#sent("encrypt", writer, { content: toHex(text(words)), ...extra })
    const received = await this.do("receive", reader, { message })
    expect(received.text("kind")).toBe("application")
    expect(received.text("content")).toBe(toHex(text(words)))
  }

  async agree(...names: string[]): Promise<void> {
    for (const [command, field] of [
      ["epochAuthenticator", "epochAuthenticator"],
      ["exporter", "secret"],
    ] as const) {
      const extra = { label: "interop", context: "00ff", length: 32 }
      const values = await Promise.all(
        names.map(async (name) => (await this.do(command, name, extra)).text(field)),
      )
      expect(new Set(values).size).toBe(1)
    }
  }

  async #sent(command: string, name: string, extra: Extra): Promise<{ readonly message: string }> {
    return { message: (await this.do(command, name, extra)).text("message") }
  }
}

const engines = [
  { name: "the product", options: {} },
  { name: "the library, in public", options: { library: true } },
  { name: "the library, in private", options: { library: true, privateMessage: true } },
  { name: "the library, tree apart", options: { library: true, withoutTree: true } },
]

describe.each(engines)("the interop peer over $name", ({ options }) => {
  test("two names create, join, talk, renew, part and are found where they were saved", async () => {
    const talk = new Talk()
    await talk.pair(options)
    await talk.says("ann", "ben", "hello")
    await talk.says("ben", "ann", "hello yourself", { authenticatedData: toHex(text("bound")) })
    await talk.agree("ann", "ben")

    const update = await talk.do("commit", "ben", options)
    const wireFormat = "privateMessage" in options ? "0002" : "0001"
    expect(update.text("commit").slice(0, 8)).toBe(`0001${wireFormat}`)
    const seen = await talk.do("receive", "ann", { message: update.text("commit") })
    expect([seen.text("kind"), seen.number("epoch")]).toEqual(["commit", 2])
    await talk.agree("ann", "ben")

    const saved = await talk.do("save", "ben")
    await talk.do("drop", "ben")
    expect(await talk.ruleOf("epoch", "ben")).toBe("usage")
    await talk.do("load", "ben again", { state: saved.text("state") })
    await talk.says("ann", "ben again", "still there?")

    const added = await talk.invite("ben again", "cem", options)
    await talk.do("receive", "ann", { message: added.text("commit") })
    await talk.agree("ann", "ben again", "cem")
    const removal = await talk.do("remove", "cem", { identities: [toHex(text("ann"))], ...options })
    const gone = await talk.do("receive", "ann", { message: removal.text("commit") })
    expect(gone.flag("selfRemoved")).toBe(true)
    await talk.do("receive", "ben again", { message: removal.text("commit") })
    await talk.says("ben again", "cem", "alone at last")
    expect((await talk.do("epoch", "cem")).number("epoch")).toBe(4)
  })

  test("a staged commit is entered when it is merged, and gives way to a faster one", async () => {
    const talk = new Talk()
    await talk.pair(options)
    await talk.do("commit", "ann", { staged: true, ...options })
    expect((await talk.do("epoch", "ann")).number("epoch")).toBe(1)
    const faster = await talk.do("commit", "ben", options)
    await talk.do("receive", "ann", { message: faster.text("commit") })
    expect(await talk.ruleOf("merge", "ann")).toBe("usage")
    await talk.do("commit", "ann", { staged: true, ...options })
    await talk.do("merge", "ann")
    expect((await talk.do("epoch", "ann")).number("epoch")).toBe(3)
  })
})

describe("the interop peer", () => {
  test.each([false, true])("proposals are committed by reference, private: %s", async (privateMessage) => {
    const talk = new Talk()
    const options = { library: true, privateMessage }
    await talk.pair(options)
    const made = await talk.do("keyPackage", "cem", { identity: toHex(text("cem")) })
    const proposal = await talk.do("propose", "ann", { keyPackages: [made.text("keyPackage")], ...options })
    const seen = await talk.do("receive", "ben", { message: proposal.text("message") })
    expect(seen.text("kind")).toBe("proposal")
    const commit = await talk.do("commit", "ben", options)
    await talk.do("receive", "ann", { message: commit.text("commit") })
    await talk.do("join", "cem", { groupId: GROUP, welcome: commit.text("welcome"), library: true })
    await talk.agree("ann", "ben", "cem")
  })

  test("what the product does not do is refused by name, and so is what is no request", async () => {
    const talk = new Talk()
    await talk.pair()
    expect(await talk.ruleOf("commit", "ann", { privateMessage: true })).toBe("not-offered")
    expect(await talk.ruleOf("propose", "ann", { leaves: [1] })).toBe("not-offered")
    expect(await talk.ruleOf("receive", "ann", { message: "00" })).toBe("malformed")
    expect(await talk.ruleOf("receive", "ann", { message: "zz" })).toBe("request")
    expect(await talk.ruleOf("dance", "ann")).toBe("request")
    await talk.says("ann", "ben", "untouched")
  })

  test("the clock can be set, and a key package is judged by it", async () => {
    const talk = new Talk()
    await talk.do("create", "ann", { groupId: GROUP, identity: toHex(text("ann")) })
    const made = await talk.do("keyPackage", "ben", { identity: toHex(text("ben")) })
    await talk.do("clock", "", { now: Date.now() + 60 * 86_400_000 })
    expect(await talk.ruleOf("add", "ann", { keyPackages: [made.text("keyPackage")] })).toBe("lifetime")
    await talk.do("clock", "")
    await talk.do("add", "ann", { keyPackages: [made.text("keyPackage")] })
  })
})
