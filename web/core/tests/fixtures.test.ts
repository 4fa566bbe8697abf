import { readFile, writeFile } from "node:fs/promises"
import { expect, test } from "vitest"
import { certificateFixtures } from "./fixtures/certificateFixtures.ts"
import { companyFixtures } from "./fixtures/companyFixtures.ts"
import { contentFixtures, frankingFixtures } from "./fixtures/contentFixtures.ts"
import { frameFixtures } from "./fixtures/frameFixtures.ts"
import { dpopFixtures, joseFixtures } from "./fixtures/joseFixtures.ts"
import { idFixtures, kitFixtures, typingFixtures } from "./fixtures/otherFixtures.ts"
import { vaultDeviceFixtures } from "./fixtures/vaultDeviceFixtures.ts"

const FOLDER = new URL("../../../fixtures/", import.meta.url)
const FIXTURES: Readonly<Record<string, () => unknown>> = {
  ids: idFixtures,
  frames: frameFixtures,
  jose: joseFixtures,
  dpop: dpopFixtures,
  certificates: certificateFixtures,
  company: companyFixtures,
  content: contentFixtures,
  franking: frankingFixtures,
  typing: typingFixtures,
  kit: kitFixtures,
  vaultDevice: vaultDeviceFixtures,
}

// SOTTO_WRITE_FIXTURES=1 writes the files anew: a change of format shows there, in review, and in the C# tests.
test.each(Object.keys(FIXTURES))("fixtures/%s.json is what this code writes", async (name) => {
  const text = `${JSON.stringify(await FIXTURES[name]?.(), null, 2)}\n`
  const file = new URL(`${name}.json`, FOLDER)
  const { SOTTO_WRITE_FIXTURES } = process.env
  if (SOTTO_WRITE_FIXTURES === "1") await writeFile(file, text)
  expect(text).toBe(await readFile(file, "utf8"))
})
