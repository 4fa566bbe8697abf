using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Sotto.Samples;

/// <summary>Makes the company token in C#. The key is P-256, from a PEM file that only your backend can read.</summary>
public static class CompanyToken
{
    /// <summary>Call it for a logged-in customer only, with the <c>jkt</c> and organisation that the chat asked for.</summary>
    public static string Create(
        ECDsa key,
        string organisation,
        string jkt,
        string subject,
        string name,
        TimeProvider time
    )
    {
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        Dictionary<string, object> header = new()
        {
            ["alg"] = "ES256",
            ["typ"] = "sotto-identity+jwt",
            ["kid"] = Thumbprint(key),
        };
        Dictionary<string, object> claims = new()
        {
            ["aud"] = organisation,
            ["sub"] = subject,
            ["name"] = name,
            ["iat"] = now,
            ["exp"] = now + 300,
            ["jti"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
            ["cnf"] = new Dictionary<string, string> { ["jkt"] = jkt },
        };
        string input = $"{Encode(header)}.{Encode(claims)}";
        byte[] signature = key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256);
        return $"{input}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(Dictionary<string, object> value) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));

    /// <summary>RFC 7638: members in this order, without white space.</summary>
    private static string Thumbprint(ECDsa key)
    {
        ECPoint q = key.ExportParameters(includePrivateParameters: false).Q;
        string x = Base64Url.EncodeToString(q.X);
        string y = Base64Url.EncodeToString(q.Y);
        string jwk = $$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""";
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(jwk)));
    }
}
