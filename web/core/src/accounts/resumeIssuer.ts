import { equalBytes } from "../bytes.ts"
import { CertificateError, type TrustedRoot } from "../certificates/identity.ts"
import type { VerifiedIssuer } from "../certificates/issuer.ts"
import { RevocationLists } from "../certificates/revocationLists.ts"
import type { KeptIssuer } from "../vault/certifyingKeys.ts"
import { VaultDamaged } from "../vault/vaultKey.ts"
import { issuerInForce, type Office } from "./office.ts"
import { republishWhenDue } from "./revoking.ts"
import { rootFromSeed } from "./rootKey.ts"

/** The issuer in the vault has ended, or its revocation list is so late that nobody adds a device of it any more. */
export class IssuerOver extends Error {
  constructor() {
    super("The issuer in the vault is over.")
    this.name = "IssuerOver"
  }
}

/**
 * Makes this browser the issuer that it or another was, and goes on from its newest revocation list. Throws IssuerOver,
 * CertificateError when it is no issuer of this root or the server withholds its list, VaultDamaged when the certificate is
 * somebody else's or of another key; this browser is what it was then. When the next list is due and cannot be published, it is
 * that issuer already. `kept` stays the caller's to wipe.
 */
export async function resumeIssuer(office: Office, kept: KeptIssuer, pinned: TrustedRoot): Promise<void> {
  const verified = await issuerInForce(kept.certificate, pinned, office.now())
  if (verified === undefined) throw new IssuerOver()
  const key = await rootFromSeed(kept.seed)
  if (!equalBytes(key.publicKey, verified.publicKey) || verified.user !== office.session.user.id)
    throw new VaultDamaged()
  const lists = await listsOf(office, kept.certificate, verified, pinned)
  // A browser without a memory takes the server's word for which list is the newest. The server can go back only as far as
  // others would still add devices with that list: as long as it could have withheld it.
  if (lists.lateness(verified.thumbprint, office.now()) === "tooLate") throw new IssuerOver()
  await office.keys.keepIssuer(office.session.organisation.id, {
    ...{ key, certificate: kept.certificate },
    revocations: lists.save(),
  })
  await republishWhenDue(office)
}

async function listsOf(
  office: Office,
  certificate: string,
  { thumbprint }: VerifiedIssuer,
  pinned: TrustedRoot,
): Promise<RevocationLists> {
  const here = await office.keys.issuer(office.session.organisation.id)
  const before =
    here?.certificate === certificate ? RevocationLists.load(here.revocations) : RevocationLists.none
  const shown = await office.api.revocations()
  const lists = await before.acceptAll(shown, [certificate], pinned, office.now())
  // Its first list was published before it went into the vault.
  if (lists.numberOf(thumbprint) === 0)
    throw new CertificateError(
      "revocations_rolled_back",
      "The server shows no revocation list of this issuer.",
    )
  return lists
}
