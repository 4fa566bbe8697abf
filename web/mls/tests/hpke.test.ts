import { describe, expect, test } from "vitest"
import { aesGcm } from "../src/aesGcm.ts"
import { hpke, keySchedule } from "../src/hpke.ts"
import { decapsulate, deriveKeyPair, encapsulate } from "../src/hpkeKem.ts"
import {
  diffieHellman,
  exportPrivateKey,
  exportPublicKey,
  generateKeyPair,
  importPrivateKey,
  importPublicKey,
} from "../src/hpkeKeys.ts"
import { MlsError } from "../src/mlsError.ts"
import { type HpkeVector, parseHpkeVectors, parseX25519Cases } from "./hpkeVectors.ts"
import { libraryHpke } from "./inside.ts"
import { absent, FOLDER, loadVectors } from "./vectorFolder.ts"

if (absent) test.skip(`HPKE and X25519 vectors: folder ${FOLDER} is absent; set SOTTO_VECTORS to run them`)

/** RFC 9180, A.1.1, first encryption. */
const RFC_9180_A_1_1: unknown = [
  {
    mode: 0,
    kem_id: 0x20,
    kdf_id: 1,
    aead_id: 1,
    info: "4f6465206f6e2061204772656369616e2055726e",
    ikmE: "7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234",
    ikmR: "6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037",
    skRm: "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8",
    pkRm: "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d",
    enc: "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
    shared_secret: "fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc",
    key: "4531685d41d65f03dc48f6b8302c05b0",
    base_nonce: "56d890e5accaaf011cff4b7d",
    encryptions: [
      {
        aad: "436f756e742d30",
        pt: "4265617574792069732074727574682c20747275746820626561757479",
        ct: "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
      },
    ],
  },
]

const text = (value: string) => new TextEncoder().encode(value)

async function expectVector(vector: HpkeVector): Promise<void> {
  const own = await deriveKeyPair(vector.recipientIkm)
  expect(await exportPrivateKey(own.privateKey)).toEqual(vector.recipientPrivate)
  expect(await exportPublicKey(own.publicKey)).toEqual(vector.recipientPublic)
  const ephemeral = await deriveKeyPair(vector.ephemeralIkm)
  const { secret, enc } = await encapsulate(own.publicKey, ephemeral)
  expect(enc).toEqual(vector.enc)
  expect(secret).toEqual(vector.sharedSecret)
  expect(await decapsulate(own.privateKey, enc)).toEqual(vector.sharedSecret)
  const { key, nonce } = await keySchedule(secret, vector.info)
  expect({ key, nonce }).toEqual({ key: vector.key, nonce: vector.baseNonce })
  const { aad, pt, ct } = vector.first
  expect(await aesGcm.encrypt(key, nonce, aad, pt)).toEqual(ct)
  expect(await hpke.open(own.privateKey, enc, ct, vector.info, aad)).toEqual(pt)
}

test("RFC 9180, A.1.1: keys, secret, key schedule and the first message", async () => {
  const [vector, ...others] = parseHpkeVectors(RFC_9180_A_1_1)
  if (vector === undefined) throw new Error("no vector")
  expect(others).toEqual([])
  await expectVector(vector)
})

describe.skipIf(absent)("published vectors", () => {
  test.each([["hpke/rfc9180-base-psk-slim.json"], ["hpke/rfc9180.json.gz"]])(
    "%s: base mode of suite 1",
    async (name) => {
      const vectors = parseHpkeVectors(loadVectors(name))
      expect(vectors).toHaveLength(1)
      for (const vector of vectors) await expectVector(vector)
    },
  )

  test("Wycheproof X25519: right secrets, and every all-zero secret is refused", async () => {
    const cases = parseX25519Cases(loadVectors("wycheproof/x25519_test.json.gz"))
    const counts = { agreed: 0, refused: 0 }
    for (const { privateKey, publicKey, shared } of cases) {
      const own = await importPrivateKey(privateKey)
      const work = diffieHellman(own, await importPublicKey(publicKey))
      if (shared.some((byte) => byte !== 0)) {
        expect(await work).toEqual(shared)
        counts.agreed++
      } else {
        await expect(work).rejects.toThrow("all-zero")
        counts.refused++
      }
    }
    expect(counts).toEqual({ agreed: 487, refused: 31 })
  })
})

describe("HPKE", () => {
  test("what is sealed to a key opens with it and with nothing else", async () => {
    const own = await generateKeyPair()
    const { ct, enc } = await hpke.seal(own.publicKey, text("hello"), text("info"), text("aad"))
    expect(await hpke.open(own.privateKey, enc, ct, text("info"), text("aad"))).toEqual(text("hello"))
    const other = await generateKeyPair()
    const otherPublic = await exportPublicKey(other.publicKey)
    const refusals = [
      () => hpke.open(other.privateKey, enc, ct, text("info"), text("aad")),
      () => hpke.open(own.privateKey, enc, ct, text("other"), text("aad")),
      () => hpke.open(own.privateKey, enc, ct, text("info")),
      () => hpke.open(own.privateKey, otherPublic, ct, text("info"), text("aad")),
      () => hpke.open(own.privateKey, enc, ct.slice(1), text("info"), text("aad")),
      () => hpke.open(own.privateKey, enc, new Uint8Array(0), text("info"), text("aad")),
    ]
    for (const refusal of refusals) expect(await ruleOf(refusal())).toBe("undecryptable")
  })

  test("agrees with another implementation in both directions, also on derived keys", async () => {
    const theirs = await libraryHpke()
    const ikm = text("the same 32 bytes or more for both")
    const own = await hpke.deriveKeyPair(ikm)
    const other = await theirs.deriveKeyPair(ikm)
    expect(await hpke.exportPrivateKey(own.privateKey)).toEqual(
      await theirs.exportPrivateKey(other.privateKey),
    )
    const sent = await hpke.seal(other.publicKey, text("hello"), text("info"), text("aad"))
    const read = await theirs.open(other.privateKey, sent.enc, sent.ct, text("info"), text("aad"))
    expect(read).toEqual(text("hello"))
    const reply = await theirs.seal(own.publicKey, text("hello"), text("info"))
    expect(await hpke.open(own.privateKey, reply.enc, reply.ct, text("info"))).toEqual(text("hello"))
  })

  test("every sealing has its own encapsulation", async () => {
    const { publicKey } = await generateKeyPair()
    const first = await hpke.seal(publicKey, text("x"), text("info"))
    const second = await hpke.seal(publicKey, text("x"), text("info"))
    expect(first.enc).not.toEqual(second.enc)
    expect(first.ct).not.toEqual(second.ct)
  })

  test.each([0, 31, 33, 48])("%i bytes are no key", async (length) => {
    const { privateKey } = await generateKeyPair()
    const bytes = new Uint8Array(length).fill(9)
    expect(await ruleOf(importPublicKey(bytes))).toBe("invalid")
    expect(await ruleOf(importPrivateKey(bytes))).toBe("invalid")
    expect(await ruleOf(hpke.open(privateKey, bytes, new Uint8Array(17), text("info")))).toBe("invalid")
  })

  test("a private key survives being stored", async () => {
    const own = await generateKeyPair()
    const bytes = await exportPrivateKey(own.privateKey)
    expect(bytes).toHaveLength(32)
    const { ct, enc } = await hpke.seal(own.publicKey, text("hello"), text("info"))
    expect(await hpke.open(await importPrivateKey(bytes), enc, ct, text("info"))).toEqual(text("hello"))
  })

  test("the secrets of external commits are not made", async () => {
    const own = await generateKeyPair()
    expect(await ruleOf(hpke.exportSecret(own.publicKey, text("c"), 32, text("i")))).toBe("proposal")
    expect(await ruleOf(hpke.importSecret(own.privateKey, text("c"), text("e"), 32, text("i")))).toBe(
      "proposal",
    )
  })
})

async function ruleOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof MlsError)) throw new Error("not refused", { cause: error })
  return error.rule
}
