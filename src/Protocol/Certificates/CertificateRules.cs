namespace Sotto.Protocol;

/// <summary>Stable names of the rules; the browser client has the same.</summary>
public static class CertificateRules
{
    /// <summary>Not a statement of this kind.</summary>
    public const string Malformed = "malformed";

    /// <summary>The leaf shows no certificate, or no issuer for it.</summary>
    public const string Uncertified = "uncertified";

    /// <summary>More statements than the kind has.</summary>
    public const string ChainTooLong = "chain_too_long";

    /// <summary>The issuer is not signed by the pinned root.</summary>
    public const string IssuerNotSignedByRoot = "issuer_not_signed_by_root";

    /// <summary>The agent certificate is not signed by its issuer.</summary>
    public const string NotSignedByIssuer = "not_signed_by_issuer";

    /// <summary>The customer credential is not signed by its own key.</summary>
    public const string NotSelfSigned = "not_self_signed";

    /// <summary>It belongs to another organisation.</summary>
    public const string WrongOrganisation = "wrong_organisation";

    /// <summary>It is not for this inbox.</summary>
    public const string WrongInbox = "wrong_inbox";

    /// <summary>It belongs to another person.</summary>
    public const string WrongPerson = "wrong_person";

    /// <summary>It belongs to another key than the leaf has.</summary>
    public const string WrongKey = "wrong_key";

    /// <summary>It begins in the future.</summary>
    public const string NotYetValid = "not_yet_valid";

    /// <summary>Its end and the days of grace are over.</summary>
    public const string Expired = "expired";

    /// <summary>It is made for longer than its kind may live.</summary>
    public const string LivesTooLong = "lives_too_long";

    /// <summary>It begins after its issuer ended.</summary>
    public const string IssuedAfterIssuerExpired = "issued_after_issuer_expired";

    /// <summary>Its issuer has revoked it.</summary>
    public const string Revoked = "revoked";

    /// <summary>The issuer owes a revocation list, so nobody may be added.</summary>
    public const string RevocationsTooLate = "revocations_too_late";

    /// <summary>An older revocation list than one seen before, or another under the same number.</summary>
    public const string RevocationsRolledBack = "revocations_rolled_back";

    /// <summary>The revocation list is not signed by the issuer.</summary>
    public const string RevocationsNotSignedByIssuer = "revocations_not_signed_by_issuer";

    /// <summary>The company's keys are not signed by the pinned root.</summary>
    public const string CompanyKeysNotSignedByRoot = "company_keys_not_signed_by_root";

    /// <summary>Older company keys than ones seen before, or others under the same number.</summary>
    public const string CompanyKeysRolledBack = "company_keys_rolled_back";

    /// <summary>The company token is not signed, in the way its key asks for, by a key that the root has signed.</summary>
    public const string NotSignedByCompany = "not_signed_by_company";

    /// <summary>The word for a device is not signed by the vault's identity.</summary>
    public const string NotSignedByVault = "not_signed_by_vault";
}
