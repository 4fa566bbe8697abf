import {
  createCommit,
  createGroupInfoWithExternalPubAndRatchetTree,
  joinGroupExternal,
} from "ts-mls/createCommit.js"
import { createProposal } from "ts-mls/createMessage.js"
import { signKeyPackage } from "ts-mls/keyPackage.js"
import { signLeafNodeKeyPackage } from "ts-mls/leafNode.js"
import { protectPublicMessage } from "ts-mls/messageProtectionPublic.js"
import type { Proposal } from "ts-mls/proposal.js"
import { describe, expect, expectTypeOf, test } from "vitest"
import { CLIENT_CONFIG } from "../src/context.ts"
import { type Group, inspectKeyPackage, joinGroup, welcomeReferences } from "../src/index.ts"
import { decodeKeyPackage, unpackSecrets } from "../src/keyPackage.ts"
import { NO_SIGNATURE_KEY, suiteFor } from "../src/suite.ts"
import { decodeAs, encodeMessage } from "../src/wire.ts"
import { forgeCommit, libraryHpke, stateOf, treeIn } from "./inside.ts"
import {
  at,
  found,
  GROUP_ID,
  groupOf,
  keyPackageOf,
  NOW,
  type Person,
  people,
  person,
  receiveCommit,
  ruleOf,
  text,
} from "./people.ts"

async function trio() {
  const devices = await people("customer", "agent", "other")
  const groups = await groupOf(at(devices, 0), ...devices.slice(1))
  return {
    customer: at(devices, 0),
    agent: at(devices, 1),
    a: at(groups, 0),
    b: at(groups, 1),
    c: at(groups, 2),
  }
}

/** Refused by this rule, and the group is byte for byte what it was. */
async function expectRefused(group: Group, message: Uint8Array, rule: string): Promise<void> {
  const before = group.save()
  expect(await ruleOf(group.receive(message))).toBe(rule)
  expect(group.save()).toEqual(before)
}

describe("removals", () => {
  test("always carry a path", async () => {
    const { a } = await trio()
    const { publicMessage } = decodeAs((await a.remove([1])).commit, "mls_public_message")
    if (publicMessage.content.contentType !== "commit") throw new Error("not a commit")
    expect(publicMessage.content.commit.path?.nodes.length).toBeGreaterThan(0)
  })

  test("without one are refused, though everything else about them is right", async () => {
    const { customer, a, c } = await trio()
    const remove: Proposal = { proposalType: "remove", remove: { removed: 1 } }
    await expectRefused(c, await forgeCommit(stateOf(a, customer), customer, [remove]), "path-missing")
  })

  test("cut the removed device off and leave it no secrets", async () => {
    const { agent, a, b } = await trio()
    const removal = await a.remove([1])
    const gone = await receiveCommit(b, removal.commit)
    expect(gone.selfRemoved).toBe(true)
    const { message } = await removal.next.protect(text("not for you"))
    expect(await ruleOf(gone.next.receive(message))).toBe("removed")
    expect(await ruleOf(gone.next.protect(text("x")))).toBe("removed")
    expect(await ruleOf(gone.next.update())).toBe("removed")
    expect(await ruleOf(gone.next.export("sotto typing", text("x"), 32))).toBe("removed")
    expect(await ruleOf(b.receive(message))).toBe("future-epoch")
    const saved = stateOf(gone.next, agent)
    expect(Object.keys(saved.privatePath.privateKeys)).toEqual([])
    expect(saved.keySchedule.senderDataSecret).toHaveLength(0)
    expect(saved.secretTree).toEqual([])
  })

  test("of nobody and of oneself are refused", async () => {
    const { a } = await trio()
    expect(await ruleOf(a.remove([7]))).toBe("usage")
    expect(await ruleOf(a.remove([]))).toBe("usage")
    expect(await ruleOf(a.remove([0]))).toBe("invalid")
    expect(await ruleOf(a.remove([1, 1]))).toBe("invalid")
  })
})

describe("commits", () => {
  test("made as the forger of these tests makes them are accepted when they keep the rules", async () => {
    const { customer, a, c } = await trio()
    const { keyPackage } = await keyPackageOf(await person("late"))
    const add: Proposal = { proposalType: "add", add: { keyPackage: decodeKeyPackage(keyPackage) } }
    const received = await receiveCommit(c, await forgeCommit(stateOf(a, customer), customer, [add]))
    expect(received.added).toHaveLength(1)
  })

  const forbidden: readonly (readonly [string, Proposal])[] = [
    [
      "group context extensions",
      { proposalType: "group_context_extensions", groupContextExtensions: { extensions: [] } },
    ],
    [
      "re-initialisation",
      {
        proposalType: "reinit",
        reinit: {
          groupId: text("x"),
          version: "mls10",
          cipherSuite: "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519",
          extensions: [],
        },
      },
    ],
    ["a kind that the library would skip", { proposalType: 0xf000, proposalData: text("x") }],
  ]
  test.each(forbidden)("with %s are refused", async (_, proposal) => {
    const { customer, a, c } = await trio()
    await expectRefused(c, await forgeCommit(stateOf(a, customer), customer, [proposal]), "proposal")
  })

  test("with a pre-shared key are refused", async () => {
    const { a, c } = await trio()
    const preSharedKeyId = { psktype: "external", pskId: text("x"), pskNonce: new Uint8Array(32) } as const
    const message = await a.update()
    const { publicMessage } = decodeAs(message.commit, "mls_public_message")
    if (publicMessage.content.contentType !== "commit") throw new Error("not a commit")
    publicMessage.content.commit.proposals.push({
      proposalOrRefType: "proposal",
      proposal: { proposalType: "psk", psk: { preSharedKeyId } },
    })
    await expectRefused(c, encodeMessage({ wireformat: "mls_public_message", publicMessage }), "proposal")
  })

  test("by a newcomer from outside are refused (peer failure 26)", async () => {
    const { customer, a, c } = await trio()
    const stranger = await person("stranger")
    const own = await keyPackageOf(stranger)
    const info = await createGroupInfoWithExternalPubAndRatchetTree(
      stateOf(a, customer),
      [],
      suiteFor(customer.key),
    )
    const { publicMessage } = await joinGroupExternal(
      info,
      decodeKeyPackage(own.keyPackage),
      unpackSecrets(own.secrets),
      false,
      { ...suiteFor(stranger.key), hpke: await libraryHpke() },
      undefined,
      CLIENT_CONFIG,
    )
    await expectRefused(
      c,
      encodeMessage({ wireformat: "mls_public_message", publicMessage }),
      "external-sender",
    )
  })

  test("of the past, of the future, of our own and replayed are refused", async () => {
    const { a, b } = await trio()
    const first = await a.update()
    const second = await first.next.update()
    await expectRefused(b, second.commit, "future-epoch")
    const after = (await receiveCommit(b, first.commit)).next
    await expectRefused(after, first.commit, "stale-epoch")
    await expectRefused(a, first.commit, "own-message")
  })

  test("that add a member twice, or a key that is there already, are refused", async () => {
    const { a } = await trio()
    const late = await person("late")
    const [first, second] = [await keyPackageOf(late), await keyPackageOf(late)]
    expect(await ruleOf(a.add([first.keyPackage, second.keyPackage]))).toBe("invalid")
    const after = (await a.add([first.keyPackage])).next
    expect(await ruleOf(after.add([second.keyPackage]))).toBe("invalid")
    expect(await ruleOf(a.add([]))).toBe("usage")
  })
})

describe("tags", () => {
  test.each([31, 16, 0])("cut to %i bytes are refused (peer failure 29)", async (length) => {
    const { customer, a, c } = await trio()
    const { commit } = await a.update()
    const first = decodeAs(commit, "mls_public_message").publicMessage
    if (first.senderType !== "member" || first.auth.contentType !== "commit") throw new Error("not a commit")
    const cutMembership = { ...first, membershipTag: first.membershipTag.slice(0, length) }
    await expectRefused(
      c,
      encodeMessage({ wireformat: "mls_public_message", publicMessage: cutMembership }),
      "unauthentic",
    )
    const auth = { ...first.auth, confirmationTag: first.auth.confirmationTag.slice(0, length) }
    const { keySchedule, groupContext } = stateOf(a, customer)
    const content = { wireformat: "mls_public_message", content: first.content, auth } as const
    const suite = suiteFor(undefined)
    const publicMessage = await protectPublicMessage(keySchedule.membershipKey, groupContext, content, suite)
    await expectRefused(c, encodeMessage({ wireformat: "mls_public_message", publicMessage }), "unauthentic")
  })
})

describe("key packages", () => {
  test("that claim a member's encryption key are refused", async () => {
    const { a, c, customer } = await trio()
    const victim = (await treeIn(a))[4]
    if (victim?.nodeType !== "leaf") throw new Error("no leaf")
    const thief = await person("thief")
    const suite = suiteFor(thief.key)
    const own = decodeKeyPackage((await keyPackageOf(thief)).keyPackage)
    const leafTbs = { ...own.leafNode, hpkePublicKey: victim.leaf.hpkePublicKey }
    const leafNode = await signLeafNodeKeyPackage(leafTbs, NO_SIGNATURE_KEY, suite.signature)
    const keyPackage = await signKeyPackage({ ...own, leafNode }, NO_SIGNATURE_KEY, suite.signature)
    const bytes = encodeMessage({ wireformat: "mls_key_package", keyPackage })
    expect(await ruleOf(a.add([bytes]))).toBe("duplicate-key")
    const commit = await forgeCommit(stateOf(a, customer), customer, [
      { proposalType: "add", add: { keyPackage } },
    ])
    await expectRefused(c, commit, "duplicate-key")
  })

  test("with init key and leaf key alike, or of another suite, are refused", async () => {
    const who = await person("careless")
    const own = decodeKeyPackage((await keyPackageOf(who)).keyPackage)
    const { signature } = suiteFor(who.key)
    const inspect = async (tbs: Parameters<typeof signKeyPackage>[0]) => {
      const keyPackage = await signKeyPackage(tbs, NO_SIGNATURE_KEY, signature)
      return ruleOf(inspectKeyPackage(encodeMessage({ wireformat: "mls_key_package", keyPackage }), NOW))
    }
    expect(await inspect({ ...own, initKey: own.leafNode.hpkePublicKey })).toBe("invalid")
    expect(await inspect({ ...own, cipherSuite: "MLS_128_DHKEMP256_AES128GCM_SHA256_P256" })).toBe("suite")
    expect(await inspect({ ...own, extensions: [{ extensionType: 0xf1, extensionData: text("") }] })).toBe(
      "capabilities",
    )
    expect(await inspect({ ...own, initKey: own.initKey.subarray(1) })).toBe("malformed")
    const forged = { ...own, initKey: own.initKey.map((byte) => byte ^ 1) }
    const bytes = encodeMessage({ wireformat: "mls_key_package", keyPackage: forged })
    expect(await ruleOf(inspectKeyPackage(bytes, NOW))).toBe("unauthentic")
  })
})

describe("messages", () => {
  test("are opened once", async () => {
    const { a, b } = await trio()
    const { message, next } = await a.protect(text("hello"))
    const after = (await b.receive(message)).next
    await expectRefused(after, message, "replay")
    await expectRefused(next, message, "replay") // our own are not read back
  })

  test("with trailing bytes, long lengths or another kind are refused", async () => {
    const { a, b } = await trio()
    const { message } = await a.protect(text("hello"))
    await expectRefused(b, Uint8Array.from([...message, 0]), "malformed")
    // the group id's length in two bytes instead of one
    const idLength = at([...message], 4)
    await expectRefused(
      b,
      Uint8Array.from([...message.subarray(0, 4), 0x40, idLength, ...message.subarray(5)]),
      "malformed",
    )
    await expectRefused(b, new Uint8Array(0), "malformed")
    await expectRefused(b, new Uint8Array(1_048_577), "too-large")
    await expectRefused(b, await a.groupInfo(), "wire-format")
  })

  test("of another group are refused", async () => {
    const { a, customer, agent } = await trio()
    const elsewhere = await found(customer, "cnv_bbbbbbbbbbbbbbbbbbbbbbbbbb/0")
    const pending = await elsewhere.add([(await keyPackageOf(agent)).keyPackage])
    const { message } = await pending.next.protect(text("hello"))
    await expectRefused(a, message, "wrong-group")
    await expectRefused(a, pending.commit, "wrong-group")
  })

  test("that hide a handshake, or bring a proposal alone, are refused", async () => {
    const { customer, a, b } = await trio()
    const suite = suiteFor(customer.key)
    const remove: Proposal = { proposalType: "remove", remove: { removed: 1 } }
    const hidden = await createProposal(stateOf(a, customer), false, remove, suite)
    const open = await createProposal(stateOf(a, customer), true, remove, suite)
    for (const [made, rule] of [
      [hidden, "private-handshake"],
      [open, "proposal"],
    ] as const) {
      const { message } = made
      if (message.wireformat !== "mls_private_message" && message.wireformat !== "mls_public_message")
        throw new Error("not a group message")
      await expectRefused(b, encodeMessage(message), rule)
    }
  })
})

describe("a Welcome", () => {
  async function invitation(to: Person) {
    const own = await keyPackageOf(to)
    const pending = await (await found(await person("customer"))).add([own.keyPackage])
    if (pending.welcome === undefined) throw new Error("nobody was welcomed")
    expectTypeOf(pending.welcome).toEqualTypeOf<Uint8Array>()
    return { own, welcome: pending.welcome }
  }

  test("names the key packages it is for", async () => {
    const { own, welcome } = await invitation(await person("agent"))
    expect(welcomeReferences(welcome)).toEqual([own.reference])
  })

  test("to another group than expected is refused", async () => {
    const agent = await person("agent")
    const { own, welcome } = await invitation(agent)
    const join = joinGroup(
      { welcome, ...own, expectedGroupId: "cnv_bbbbbbbbbbbbbbbbbbbbbbbbbb/0" },
      agent.context,
    )
    expect(await ruleOf(join)).toBe("wrong-group")
  })

  test("whose group info carries more than the tree is refused", async () => {
    const { customer, a } = await trio()
    const late = await person("late")
    const own = await keyPackageOf(late)
    const { welcome } = await createCommit(
      { state: stateOf(a, customer), cipherSuite: suiteFor(customer.key) },
      {
        ratchetTreeExtension: true,
        groupInfoExtensions: [{ extensionType: "external_pub", extensionData: text("x") }],
        extraProposals: [{ proposalType: "add", add: { keyPackage: decodeKeyPackage(own.keyPackage) } }],
      },
    )
    if (welcome === undefined) throw new Error("nobody was welcomed")
    const bytes = encodeMessage({ wireformat: "mls_welcome", welcome })
    const join = joinGroup({ welcome: bytes, ...own, expectedGroupId: GROUP_ID }, late.context)
    expect(await ruleOf(join)).toBe("extension")
  })

  test("opens with its own key package, secrets and signature key only", async () => {
    const agent = await person("agent")
    const { own, welcome } = await invitation(agent)
    const expectedGroupId = "cnv_aaaaaaaaaaaaaaaaaaaaaaaaaa/0"
    const stranger = await person("stranger")
    const other = await keyPackageOf(agent)
    const join = (options: Partial<Parameters<typeof joinGroup>[0]>, who = agent) =>
      ruleOf(joinGroup({ welcome, ...own, expectedGroupId, ...options }, who.context))
    expect(await join({}, stranger)).toBe("wrong-key")
    expect(await join({ ...other })).toBe("invalid")
    expect(await join({ secrets: other.secrets })).toBe("undecryptable")
    expect(await join({ secrets: { bytes: new Uint8Array(3) } })).toBe("malformed")
    const wrongLeafKey = own.secrets.bytes.slice()
    wrongLeafKey.set(other.secrets.bytes.subarray(33), 33)
    expect(await join({ secrets: { bytes: wrongLeafKey } })).toBe("path-secret")
  })
})
