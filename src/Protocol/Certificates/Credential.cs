using System.Text.Json;

namespace Sotto.Protocol;

/// <summary>
/// The identity in an MLS basic credential: the UTF-8 of a JSON array, <c>[agent, issuer]</c>,
/// <c>[agent, issuer, vault device]</c>, <c>[customer]</c> or <c>[customer, company token]</c>.
/// Read, not believed.
/// </summary>
public abstract record Credential
{
    private Credential() { }

    /// <summary>The bytes of the basic credential.</summary>
    public abstract byte[] Encode();

    /// <summary>Reads the array and what its first statement claims to be; throws <see cref="CertificateException" />.</summary>
    public static Credential Parse(ReadOnlySpan<byte> identity)
    {
        string[] chain = Chain(identity);
        if (chain is [])
        {
            throw new CertificateException(CertificateRules.Uncertified);
        }

        bool customer = string.Equals(TypeOf(chain[0]), JwsTypes.Customer, StringComparison.Ordinal);
        return (customer, chain) switch
        {
            (true, [string statement]) => new OfCustomer(statement),
            (true, [string statement, string token]) => new OfCustomer(statement, token),
            (false, [string certificate, string issuer]) => new OfAgent(certificate, issuer),
            (false, [string certificate, string issuer, string vaultDevice]) when IsVaultDevice(vaultDevice) =>
                new OfAgent(certificate, issuer, vaultDevice),
            (false, [_]) => throw new CertificateException(CertificateRules.Uncertified),
            _ => throw new CertificateException(CertificateRules.ChainTooLong),
        };
    }

    private static string[] Chain(ReadOnlySpan<byte> identity)
    {
        try
        {
            return
                identity.Length <= Limits.CredentialBytes
                && JsonSerializer.Deserialize<string?[]>(identity, ProtocolJson.Options) is { } chain
                && Array.TrueForAll(chain, jws => jws is not null)
                ? Array.ConvertAll(chain, jws => jws ?? "")
                : throw new CertificateException(CertificateRules.Uncertified);
        }
        catch (JsonException e)
        {
            throw new CertificateException(CertificateRules.Uncertified, e);
        }
    }

    private static bool IsVaultDevice(string jws) =>
        string.Equals(TypeOf(jws), JwsTypes.VaultDevice, StringComparison.Ordinal);

    private static string TypeOf(string jws)
    {
        try
        {
            return Jws.ClaimedType(jws, Limits.AgentCertificateCharacters);
        }
        catch (JoseException e)
        {
            throw new CertificateException(CertificateRules.Malformed, e);
        }
    }

    /// <summary>
    /// An agent's device, and perhaps the word of its person's vault for it: what members want to see before they let a
    /// device into a conversation that goes on. It changes nothing about whose leaf it is.
    /// </summary>
    public sealed record OfAgent(string Certificate, string Issuer, string? VaultDevice = null) : Credential
    {
        /// <inheritdoc />
        public override byte[] Encode() =>
            JsonSerializer.SerializeToUtf8Bytes<string[]>(
                VaultDevice is null ? [Certificate, Issuer] : [Certificate, Issuer, VaultDevice],
                ProtocolJson.Options
            );
    }

    /// <summary>
    /// A customer's device, and perhaps its company's token. The token changes nothing about whose leaf it is: one that
    /// does not verify leaves the customer as unknown as one without.
    /// </summary>
    public sealed record OfCustomer(string Statement, string? Token = null) : Credential
    {
        /// <inheritdoc />
        public override byte[] Encode() =>
            JsonSerializer.SerializeToUtf8Bytes<string[]>(
                Token is null ? [Statement] : [Statement, Token],
                ProtocolJson.Options
            );
    }
}
