import { expect, test } from "vitest"
import {
  createCustomerPasskey,
  customerPasskey,
  keepCustomerPasskey,
  useCustomerPasskey,
} from "../src/customerPasskey.ts"
import { Store } from "../src/store/store.ts"
import { PRF_SALT } from "../src/vault/vaultWays.ts"
import { customerAuthenticator } from "./fixtures/customerAuthenticator.ts"

const names = { organisation: "Muster AG", label: "Your chat with Muster AG" }

test("a customer's passkey is found without a name, needs its person, and says nothing about them", async () => {
  const { authenticator, asked } = customerAuthenticator()
  await createCustomerPasskey(names, authenticator)
  const { user, rp, ...options } = asked.creations[0] ?? {}
  expect(options).toMatchObject({
    attestation: "none",
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  })
  expect(rp).toEqual({ name: "Muster AG" })
  expect(user).toMatchObject({ name: names.label, displayName: names.label })
  await createCustomerPasskey(names, authenticator)
  expect(asked.creations[1]?.user.id).not.toEqual(user?.id)
})

test("the secret is that of another salt than the staff's", async () => {
  const { authenticator, asked } = customerAuthenticator()
  await createCustomerPasskey(names, authenticator)
  const salt = asked.creations[0]?.extensions?.prf?.eval?.first
  expect(salt).toBeInstanceOf(Uint8Array)
  expect(salt).not.toEqual(PRF_SALT)
})

test("an authenticator that tells its secret only in use is used at once, and it alone", async () => {
  const { authenticator, asked } = customerAuthenticator({ secretAtCreation: false })
  const made = await createCustomerPasskey(names, authenticator)
  expect(asked.requests[0]?.allowCredentials).toMatchObject([{ id: made.credentialId }])
  expect(asked.requests[0]?.userVerification).toBe("required")
  expect(made.secret).toEqual((await useCustomerPasskey(undefined, authenticator)).secret)
})

test("without PRF there is a passkey and no secret", async () => {
  const { authenticator, asked } = customerAuthenticator({ prf: false })
  const made = await createCustomerPasskey(names, authenticator)
  expect(made.secret).toBeUndefined()
  expect(asked.requests).toEqual([])
})

test("what is kept of a passkey is public", async () => {
  const { authenticator } = customerAuthenticator()
  const store = await Store.inMemory()
  expect(await customerPasskey(store)).toBeUndefined()
  const { secret: _, ...known } = await createCustomerPasskey(names, authenticator)
  await keepCustomerPasskey(store, { ...known, secret: undefined }, 5)
  expect(await customerPasskey(store)).toEqual({ ...known, createdAt: 5 })
})
