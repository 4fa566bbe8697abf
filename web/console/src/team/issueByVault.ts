import { codeWay } from "@sotto/core"
import type { Office } from "../office.ts"
import { withStepUp } from "../stepup/withStepUp.ts"
import { copyOf } from "../vault/copyOf.ts"

/** The owner's vault in place of the kit: the code opens it for this one use, and where none was typed, a passkey. */
export async function issueByVault(office: Office, code: string): Promise<void> {
  const way = code.trim() === "" ? await office.vaultWay() : await codeWay(code)
  try {
    await withStepUp(office, () => office.certifyingInVault.use(copyOf(way)))
  } finally {
    way.secret.fill(0)
  }
}
