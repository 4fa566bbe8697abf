import type { StaffVaultApi } from "../api/vaultApi.ts"
import type { OwnVaultParts } from "../vault/ownVault.ts"
import { VaultKeysSync } from "../vault/vaultKeysSync.ts"
import { VaultRootRecord } from "../vault/vaultRootRecord.ts"
import { wrapSeed } from "../vault/vaultWays.ts"
import { StaffKeys } from "./staffKeys.ts"

/** Where this user's vault is, where its key lies in the console's browser, and how a way keeps it for the server. */
export function staffVault(
  user: string,
  api: StaffVaultApi,
): Pick<OwnVaultParts, "held" | "wrap" | "api" | "keys"> {
  const using = async <T>(work: (keys: StaffKeys) => Promise<T>): Promise<T> => {
    const keys = await StaffKeys.open()
    return work(keys).finally(() => keys.close())
  }
  return {
    ...{ wrap: wrapSeed, api },
    keys: (parts) => ({
      sync: new VaultKeysSync({ ...parts, api }),
      certifying: new VaultRootRecord({ ...parts, api }),
    }),
    held: {
      get: () => using((keys) => keys.vault(user)),
      keep: (vault) => using((keys) => keys.keepVault(user, vault)),
      forget: () => using((keys) => keys.forgetVault(user)),
    },
  }
}
