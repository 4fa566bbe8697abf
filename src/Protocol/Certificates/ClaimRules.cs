using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sotto.Protocol;

/// <summary>Rules that several kinds of statement share; each throws <see cref="CertificateException" />.</summary>
internal static partial class ClaimRules
{
    /// <summary>Verifies and reads; a failing signature or header is the given rule, unreadable claims are malformed.</summary>
    internal static T Verified<T>(string jws, string type, Ed25519PublicKey key, int maxCharacters, string rule)
        where T : notnull
    {
        try
        {
            return Jws.Verify<T>(jws, type, key, maxCharacters);
        }
        catch (JoseException e) when (e.Rule is "claims")
        {
            throw new CertificateException(CertificateRules.Malformed, e);
        }
        catch (JoseException e)
        {
            throw new CertificateException(rule, e);
        }
    }

    internal static void Organisation(OrganisationId claimed, OrganisationId expected)
    {
        if (claimed != expected)
        {
            throw new CertificateException(CertificateRules.WrongOrganisation);
        }
    }

    internal static Ed25519PublicKey ConfirmedKey(Confirmation confirmation)
    {
        try
        {
            return confirmation.Jwk.ToKey();
        }
        catch (JoseException e)
        {
            throw new CertificateException(CertificateRules.Malformed, e);
        }
    }

    /// <summary>A genuine certificate is worth nothing on another's leaf: its key must be the one that signs there.</summary>
    internal static void LeafKey(Confirmation confirmation, Ed25519PublicKey leafKey)
    {
        if (!ConfirmedKey(confirmation).Equals(leafKey))
        {
            throw new CertificateException(CertificateRules.WrongKey);
        }
    }

    internal static void Name(string? name)
    {
        if (name is { Length: 0 or > Limits.NameCharacters })
        {
            throw new CertificateException(CertificateRules.Malformed);
        }
    }

    /// <summary>A name that has reached the server is not taken, so that a client that leaks one is noticed.</summary>
    internal static void Nameless(CustomerClaims claims)
    {
        if (claims.Name.ValueKind is not JsonValueKind.Undefined)
        {
            throw new CertificateException(CertificateRules.Malformed);
        }
    }

    internal static void Identifier(string jti)
    {
        if (!IdentifierPattern().IsMatch(jti))
        {
            throw new CertificateException(CertificateRules.Malformed);
        }
    }

    /// <summary>128 random bits take 22 characters of base64url. That they are random is for the company to see to.</summary>
    internal static void TokenIdentifier(string jti)
    {
        if (!TokenIdentifierPattern().IsMatch(jti))
        {
            throw new CertificateException(CertificateRules.Malformed);
        }
    }

    /// <summary>
    /// Agents see it beside "verified": it has to be something, and nothing in it may break the line or turn the
    /// direction of what follows.
    /// </summary>
    internal static void Shown(string? text, int maxCharacters)
    {
        if (text is not null && (text.Length > maxCharacters || !ShownPattern().IsMatch(text)))
        {
            throw new CertificateException(CertificateRules.Malformed);
        }
    }

    internal static DateTimeOffset Time(long seconds) =>
        NumericDate.TryRead(seconds, out DateTimeOffset time)
            ? time
            : throw new CertificateException(CertificateRules.Malformed);

    [GeneratedRegex("^[A-Za-z0-9_-]{16,64}\\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex IdentifierPattern();

    [GeneratedRegex("^[A-Za-z0-9_-]{22,64}\\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex TokenIdentifierPattern();

    [GeneratedRegex(
        @"^(?=[^\p{Z}])([^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069]|[\uD800-\uDBFF][\uDC00-\uDFFF])+\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 100
    )]
    private static partial Regex ShownPattern();
}
