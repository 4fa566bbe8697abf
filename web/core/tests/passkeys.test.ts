import { expect, test } from "vitest"
import type { CreationOptions, RequestOptions } from "../src/api/replies.ts"
import { type Authenticator, createPasskey, PasskeyError, usePasskey } from "../src/passkeys.ts"
import { softAuthenticator } from "./fixtures/softAuthenticator.ts"

const creation: CreationOptions = {
  challenge: "challenge-id",
  publicKey: {
    challenge: new Uint8Array(32).fill(1),
    rp: { id: "chat.example", name: "Sotto" },
    user: { id: new Uint8Array([1, 2]), name: "Ada", displayName: "Ada" },
    pubKeyCredParams: [{ type: "public-key", alg: -8 }],
    timeout: 60_000,
    excludeCredentials: [{ id: new Uint8Array([9]), type: "public-key" }],
  },
}
const request: RequestOptions = {
  challenge: "challenge-id",
  publicKey: { challenge: new Uint8Array(32).fill(2), rpId: "chat.example", allowCredentials: null },
}

test("a new passkey is asked for with user verification, resident, without attestation, and for a vault one day", async () => {
  const { authenticator, seen } = softAuthenticator()
  const posted = await createPasskey(creation, authenticator)
  expect(seen.creation).toMatchObject({
    challenge: creation.publicKey.challenge,
    attestation: "none",
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    excludeCredentials: [{ type: "public-key" }],
  })
  expect(seen.creation?.extensions).toEqual({ prf: {} })
  expect(posted).toEqual({
    id: "Bwg",
    rawId: "Bwg",
    type: "public-key",
    response: { clientDataJSON: "AQ", attestationObject: "Ag", transports: ["internal"] },
    clientExtensionResults: {},
  })
})

test("a passkey is used with user verification", async () => {
  const { authenticator, seen } = softAuthenticator()
  const posted = await usePasskey(request, authenticator)
  expect(seen.request).toMatchObject({
    rpId: "chat.example",
    userVerification: "required",
    allowCredentials: [],
  })
  expect(seen.request).not.toHaveProperty("extensions")
  expect(posted.response).toEqual({
    clientDataJSON: "AQ",
    authenticatorData: "Aw",
    signature: "BA",
    userHandle: "BQ",
  })
})

test("a key that is carried from computer to computer is as good as a built-in one", async () => {
  const { authenticator, seen } = softAuthenticator()
  await createPasskey(creation, authenticator)
  await usePasskey(request, authenticator)
  // Whatever would narrow the choice of authenticators is absent, not set to a value that browsers read differently.
  expect(seen.creation?.authenticatorSelection).not.toHaveProperty("authenticatorAttachment")
  for (const options of [seen.creation, seen.request]) {
    expect(options).not.toHaveProperty("hints")
    expect(JSON.stringify(options)).not.toContain("transports")
  }
})

test("extension results are never posted: neither toJSON nor the PRF secret is touched", async () => {
  const { authenticator, seen } = softAuthenticator()
  const posted = [await createPasskey(creation, authenticator), await usePasskey(request, authenticator)]
  expect(posted.map(({ clientExtensionResults }) => clientExtensionResults)).toEqual([{}, {}])
  expect(JSON.stringify(posted)).not.toContain("prf")
  expect(seen.forbidden).toBe(0)
})

test.each([
  ["NotAllowedError", "cancelled"],
  ["AbortError", "cancelled"],
  ["InvalidStateError", "exists"],
  ["NotSupportedError", "unsupported"],
  ["UnknownError", "failed"],
])("%s means %s", async (name, reason) => {
  const refuse = () => Promise.reject(new DOMException("no", name))
  const authenticator: Authenticator = { create: refuse, get: refuse }
  await expect(createPasskey(creation, authenticator)).rejects.toMatchObject({ reason })
  await expect(usePasskey(request, authenticator)).rejects.toBeInstanceOf(PasskeyError)
})

test("no credential, or one of the other ceremony, is a failure", async () => {
  const { authenticator } = softAuthenticator()
  const nothing: Authenticator = { create: async () => null, get: async () => null }
  await expect(createPasskey(creation, nothing)).rejects.toMatchObject({ reason: "failed" })
  const crossed: Authenticator = { create: () => authenticator.get(), get: () => authenticator.create() }
  await expect(createPasskey(creation, crossed)).rejects.toMatchObject({ reason: "failed" })
  await expect(usePasskey(request, crossed)).rejects.toMatchObject({ reason: "failed" })
})
