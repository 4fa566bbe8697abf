namespace Sotto.Protocol;

/// <summary>When a certificate holds.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="Until">Its end.</param>
/// <param name="Lapsed">Past its end and within the days of grace: to be shown, not refused.</param>
public sealed record CertificatePeriod(DateTimeOffset From, DateTimeOffset Until, bool Lapsed)
{
    /// <summary>Checks beginning, end and length against the clock and the longest life of the kind.</summary>
    internal static CertificatePeriod Check(long notBefore, long expires, TimeSpan life, DateTimeOffset now)
    {
        DateTimeOffset from = ClaimRules.Time(notBefore);
        DateTimeOffset until = ClaimRules.Time(expires);
        if (until <= from || until - from > life)
        {
            throw new CertificateException(CertificateRules.LivesTooLong);
        }

        if (now + Limits.ClockSkew < from)
        {
            throw new CertificateException(CertificateRules.NotYetValid);
        }

        // Subtracting from the clock: an end near the last representable day must not overflow.
        return now - Limits.CertificateGrace > until
            ? throw new CertificateException(CertificateRules.Expired)
            : new(from, until, now > until);
    }
}
