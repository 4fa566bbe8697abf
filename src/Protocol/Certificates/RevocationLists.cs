using System.Collections.Immutable;

namespace Sotto.Protocol;

/// <summary>
/// The newest list of every issuer. Immutable: accepting one gives the next value, and a refusal leaves this one.
/// </summary>
public sealed class RevocationLists
{
    private readonly ImmutableDictionary<string, VerifiedRevocations> _byIssuer;

    private RevocationLists(ImmutableDictionary<string, VerifiedRevocations> byIssuer) => _byIssuer = byIssuer;

    /// <summary>Nothing seen yet.</summary>
    public static RevocationLists None { get; } =
        new(ImmutableDictionary.Create<string, VerifiedRevocations>(StringComparer.Ordinal));

    /// <summary>
    /// Takes a newer list. An older number than one seen, or another list under the same number, throws
    /// <see cref="CertificateException" />.
    /// </summary>
    public RevocationLists Accept(VerifiedRevocations list)
    {
        ArgumentNullException.ThrowIfNull(list);
        string issuer = list.Issuer.Key.Thumbprint;
        bool rolledBack =
            _byIssuer.TryGetValue(issuer, out VerifiedRevocations? seen)
            && (list.Number < seen.Number || (list.Number == seen.Number && !SaysTheSame(list, seen)));
        return rolledBack
            ? throw new CertificateException(CertificateRules.RevocationsRolledBack)
            : new(_byIssuer.SetItem(issuer, list));
    }

    /// <summary>Whether its issuer has revoked the certificate.</summary>
    public bool IsRevoked(VerifiedAgent agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return _byIssuer.TryGetValue(agent.Issuer.Key.Thumbprint, out VerifiedRevocations? list)
            && list.Revoked.ContainsKey(agent.CertificateIdentifier);
    }

    /// <summary>By how much the issuer owes a list.</summary>
    public RevocationLateness LatenessOf(VerifiedIssuer issuer, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        if (
            !_byIssuer.TryGetValue(issuer.Key.Thumbprint, out VerifiedRevocations? list)
            || now - Limits.RevocationsTooLate > list.NextUpdate
        )
        {
            return RevocationLateness.TooLate;
        }

        return now - Limits.RevocationsLate > list.NextUpdate ? RevocationLateness.Late : RevocationLateness.Fresh;
    }

    internal void Check(VerifiedAgent agent, DateTimeOffset now, bool adding)
    {
        if (IsRevoked(agent))
        {
            throw new CertificateException(CertificateRules.Revoked);
        }

        if (adding && LatenessOf(agent.Issuer, now) == RevocationLateness.TooLate)
        {
            throw new CertificateException(CertificateRules.RevocationsTooLate);
        }
    }

    private static bool SaysTheSame(VerifiedRevocations a, VerifiedRevocations b) =>
        a.NextUpdate == b.NextUpdate
        && a.Revoked.Count == b.Revoked.Count
        && a.Revoked.All(entry => b.Revoked.TryGetValue(entry.Key, out DateTimeOffset at) && at == entry.Value);
}
