namespace Sotto.Protocol;

/// <summary>The <c>typ</c> of every JWS: a statement of one kind never passes as another.</summary>
public static class JwsTypes
{
    /// <summary>An issuer certificate, signed by the root.</summary>
    public const string Issuer = "sotto-issuer+jwt";

    /// <summary>An agent certificate, signed by an issuer.</summary>
    public const string Agent = "sotto-agent+jwt";

    /// <summary>A customer's statement about itself.</summary>
    public const string Customer = "sotto-customer+jwt";

    /// <summary>A revocation list, signed by an issuer.</summary>
    public const string Revocations = "sotto-revocations+jwt";

    /// <summary>The keys of a company's backend, signed by the root.</summary>
    public const string CompanyKeys = "sotto-company-keys+jwt";

    /// <summary>A company's word about its logged-in customer, signed by its backend.</summary>
    public const string CompanyToken = "sotto-identity+jwt";

    /// <summary>A vault's word for a device of its person, signed by the vault's identity.</summary>
    public const string VaultDevice = "sotto-vault-device+jwt";

    /// <summary>A proof that the caller holds a device key (RFC 9449).</summary>
    public const string Proof = "dpop+jwt";
}
