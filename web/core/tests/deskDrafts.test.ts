import "fake-indexeddb/auto"
import { IDBFactory } from "fake-indexeddb"
import { beforeEach, describe, expect, it } from "vitest"
import { deskStoreName } from "../src/desk.ts"
import { keepDrafts, takeDrafts } from "../src/deskDrafts.ts"
import { IndexedDbRecords } from "../src/store/indexedDbRecords.ts"

const ada = "usr_ada"
const ben = "usr_ben"

/** One after the other is all that is asked of them here. */
let last: Promise<void> = Promise.resolve()
const tabs = {
  locks: {
    request: (_: string, work: () => Promise<void>) => {
      last = last.then(work, work)
      return last
    },
  },
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

describe("half-written answers", () => {
  it("come back to who wrote them, once, and to nobody else", async () => {
    await keepDrafts(ada, new Map([["cnv_one", "about to say"]]), tabs)
    expect(await takeDrafts(ben, tabs)).toEqual(new Map())
    expect(await takeDrafts(ada, tabs)).toEqual(new Map([["cnv_one", "about to say"]]))
    expect(await takeDrafts(ada, tabs)).toEqual(new Map())
  })

  it("lie sealed on the disk", async () => {
    await keepDrafts(ada, new Map([["cnv_one", "SENTINEL"]]), tabs)
    const records = await IndexedDbRecords.open(deskStoreName(ada))
    const found = await records.range("settings", { prefix: ["draft"] })
    expect(found.map(({ key }) => key)).toEqual([["draft", "cnv_one"]])
    expect(found.map(({ value }) => Buffer.from(value).includes("SENTINEL"))).toEqual([false])
    records.close()
  })

  it("of two tabs stay both, and the same text once", async () => {
    const write = (text: string) => keepDrafts(ada, new Map([["cnv_one", text]]), tabs)
    await Promise.all([write("from one"), write("from the other"), write("from one")])
    expect([...(await takeDrafts(ada, tabs)).values()]).toEqual(["from one\n\nfrom the other"])
  })
})
