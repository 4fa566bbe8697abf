using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sotto.Mls;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Credential = Sotto.Protocol.Credential;

namespace Sotto.Server.Tests.Company;

/// <summary>
/// A company's own server: it holds the P-256 key whose public half the root signed. Written without the product's own
/// signing code, as a company's would be.
/// </summary>
internal sealed class CompanyBackend(TestOrganisation organisation) : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public CompanyKey Key
    {
        get
        {
            ECParameters parameters = _key.ExportParameters(includePrivateParameters: false);
            return CompanyKey.P256(parameters.Q.X!, parameters.Q.Y!);
        }
    }

    public string Keys(long number, DateTimeOffset now, params CompanyKey[] keys) =>
        CertificateIssuing.CompanyKeys(organisation.Root, organisation.Id, number, keys.Length > 0 ? keys : [Key], now);

    public string Token(
        Ed25519PublicKey device,
        DateTimeOffset now,
        Action<JsonObject>? change = null,
        Action<JsonObject>? header = null
    )
    {
        JsonObject claims = new()
        {
            ["aud"] = organisation.Id.ToString(),
            ["sub"] = "customer-4711",
            ["name"] = "Grace Hopper",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
            ["jti"] = StrictBase64Url.Encode(RandomNumberGenerator.GetBytes(16)),
            ["cnf"] = new JsonObject { ["jkt"] = device.Thumbprint },
        };
        change?.Invoke(claims);
        JsonObject head = new()
        {
            ["alg"] = "ES256",
            ["typ"] = "sotto-identity+jwt",
            ["kid"] = Key.Thumbprint,
        };
        header?.Invoke(head);
        string input = $"{Encode(head)}.{Encode(claims)}";
        byte[] signature = _key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256);
        return $"{input}.{StrictBase64Url.Encode(signature)}";
    }

    /// <summary>The same first contact, with this token in the founder's leaf.</summary>
    public static StartConversationRequest WithToken(
        StartConversationRequest request,
        TestVisitor visitor,
        string token
    )
    {
        PublicMessage commit = (PublicMessage)MlsFraming.Parse(request.Commit.Span);
        List<byte[]> packages = commit
            .Commit!.Proposals.OfType<ProposalOrReference.ByValue>()
            .Select(proposal => ((Proposal.Add)proposal.Proposal).KeyPackage.Encode())
            .ToList();
        byte[] identity = new Credential.OfCustomer(request.Credential, token).Encode();
        return visitor.Request(packages, request.Credential, identity) with { Message = request.Message };
    }

    public void Dispose() => _key.Dispose();

    private static string Encode(JsonObject value) =>
        StrictBase64Url.Encode(JsonSerializer.SerializeToUtf8Bytes(value));
}
