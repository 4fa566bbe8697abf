using System.Text;
using System.Text.Json;

namespace Sotto.Protocol;

/// <summary>
/// Compact JWS (RFC 7515) with one algorithm, Ed25519 (RFC 9864). The caller says which kind of statement and, where
/// one is known, which key: nothing in the header chooses them, so <c>none</c>, an HMAC over a public key or a key
/// brought along cannot pass (RFC 8725).
/// </summary>
internal static class Jws
{
    private const string Algorithm = "Ed25519";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>Signs with the key's thumbprint as <c>kid</c>.</summary>
    internal static string Sign<T>(SigningKey key, string type, T claims) =>
        Sign(key, new JwsHeader(Algorithm, type, Kid: key.PublicKey.Thumbprint), claims);

    /// <summary>Signs with the public key in the header, as only proofs do.</summary>
    internal static string SignWithEmbeddedKey<T>(SigningKey key, string type, T claims) =>
        Sign(key, new JwsHeader(Algorithm, type, Jwk: Jwk.Of(key.PublicKey)), claims);

    /// <summary>The claims of a statement of this type that this key signed; throws <see cref="JoseException" />.</summary>
    internal static T Verify<T>(string text, string type, Ed25519PublicKey key, int maxCharacters)
        where T : notnull
    {
        Parts parts = Parts.Read(text, maxCharacters);
        parts.Expect(type);
        if (parts.Header.Jwk is not null)
        {
            throw new JoseException("header");
        }

        if (!string.Equals(parts.Header.Kid, key.Thumbprint, StringComparison.Ordinal))
        {
            throw new JoseException("key");
        }

        return parts.Claims<T>(key);
    }

    /// <summary>
    /// The claims of a company's statement. Its <c>kid</c> chooses among the keys that the caller believes, and the key's
    /// kind the algorithm (RFC 8725 section 3.1). Every platform's library may have written it, so all of it is read for
    /// members that come twice, the unknown ones too.
    /// </summary>
    internal static T VerifyCompany<T>(
        string text,
        string type,
        IReadOnlyDictionary<string, CompanyKey> keys,
        int maxCharacters
    )
        where T : notnull
    {
        Parts parts = Parts.Read(text, maxCharacters);
        if (!string.Equals(parts.Header.Typ, type, StringComparison.Ordinal))
        {
            throw new JoseException("type");
        }

        if (parts.Header.Jwk is not null)
        {
            throw new JoseException("header");
        }

        if (parts.Header.Kid is not { } kid || !keys.TryGetValue(kid, out CompanyKey? key))
        {
            throw new JoseException("key");
        }

        if (!key.Fits(parts.Header.Alg))
        {
            throw new JoseException("algorithm");
        }

        return key.Verify(Encoding.ASCII.GetBytes(parts.SigningInput), parts.Signature)
            ? ReadOnce<T>(parts.Payload)
            : throw new JoseException("signature");
    }

    /// <summary>The claims of a statement that the key in its own header signed, and that key.</summary>
    internal static (T Claims, Ed25519PublicKey Key) VerifyEmbedded<T>(string text, string type, int maxCharacters)
        where T : notnull
    {
        Parts parts = Parts.Read(text, maxCharacters);
        parts.Expect(type);
        if (parts.Header.Kid is not null)
        {
            throw new JoseException("header");
        }

        Ed25519PublicKey key = parts.Header.Jwk?.ToKey() ?? throw new JoseException("key");
        return (parts.Claims<T>(key), key);
    }

    /// <summary>The type that a statement claims: good for choosing what to verify it as, nothing else.</summary>
    internal static string ClaimedType(string text, int maxCharacters) => Parts.Read(text, maxCharacters).Header.Typ;

    /// <summary>The thumbprint that a statement claims: good for choosing a key to try, nothing else.</summary>
    internal static string? ClaimedSigner(string text, int maxCharacters) => Parts.Read(text, maxCharacters).Header.Kid;

    private static string Sign<T>(SigningKey key, JwsHeader header, T claims)
    {
        string input = $"{Encode(header)}.{Encode(claims)}";
        return $"{input}.{StrictBase64Url.Encode(key.Sign(Encoding.ASCII.GetBytes(input)))}";
    }

    private static string Encode<T>(T value) =>
        StrictBase64Url.Encode(JsonSerializer.SerializeToUtf8Bytes(value, ProtocolJson.Options));

    private static T Read<T>(byte[] json, string rule)
        where T : notnull
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, ProtocolJson.Options) ?? throw new JoseException(rule);
        }
        catch (JsonException e)
        {
            throw new JoseException(rule, e);
        }
    }

    private static T ReadOnce<T>(byte[] json)
        where T : notnull
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            return Read<T>(json, "claims");
        }
        catch (JsonException e)
        {
            throw new JoseException("claims", e);
        }
    }

    /// <summary>The three parts, decoded and not believed.</summary>
    private sealed record Parts(JwsHeader Header, byte[] Payload, string SigningInput, byte[] Signature)
    {
        internal static Parts Read(string text, int maxCharacters)
        {
            ArgumentNullException.ThrowIfNull(text);
            // Bounded before anything is split or decoded.
            string[] parts = text.Length <= maxCharacters ? text.Split('.') : [];
            if (
                parts.Length != 3
                || !StrictBase64Url.TryDecode(parts[0], out byte[] header)
                || !StrictBase64Url.TryDecode(parts[1], out byte[] payload)
                || !StrictBase64Url.TryDecode(parts[2], out byte[] signature)
            )
            {
                throw new JoseException("malformed");
            }

            return new(Read<JwsHeader>(header, "malformed"), payload, $"{parts[0]}.{parts[1]}", signature);
        }

        internal void Expect(string type)
        {
            if (!string.Equals(Header.Alg, Algorithm, StringComparison.Ordinal))
            {
                throw new JoseException("algorithm");
            }

            if (!string.Equals(Header.Typ, type, StringComparison.Ordinal))
            {
                throw new JoseException("type");
            }
        }

        /// <summary>The claims are read only after the signature holds.</summary>
        internal T Claims<T>(Ed25519PublicKey key)
            where T : notnull =>
            key.Verify(Encoding.ASCII.GetBytes(SigningInput), Signature)
                ? Jws.Read<T>(Payload, "claims")
                : throw new JoseException("signature");
    }
}
