using Sotto.Protocol;
using Sotto.Server.Accounts;
using Sotto.Server.Http;
using Sotto.Storage;

namespace Sotto.Server.Directory;

/// <summary>
/// Whether a company's token may begin a conversation. Agents' clients verify it again and do not ask the server; what it
/// alone can see is that a token comes a second time.
/// </summary>
internal static class CompanyTokens
{
    /// <summary>
    /// Null when the token is good, and from now on used. Otherwise why not, and nothing is written.
    /// </summary>
    public static Refusal? Use(
        WriteTransaction transaction,
        Organisation organisation,
        string token,
        Ed25519PublicKey device,
        DateTimeOffset at
    )
    {
        if (CompanyKeyStore.Find(transaction, organisation.Id) is not { } statement)
        {
            return new Refusal(ProblemCodes.NotCertified, CertificateRules.NotSignedByCompany);
        }

        Checked<VerifiedCompanyToken> check = CertificateRefusals.Catch<VerifiedCompanyToken>(() =>
            VerifiedCompanyToken.Verify(
                token,
                VerifiedCompanyKeys.Verify(statement, organisation.ToTrustedRoot(), at),
                device,
                at
            )
        );
        if (!check.Passed(out VerifiedCompanyToken? verified, out Refusal? refusal))
        {
            return refusal;
        }

        return TryUse(transaction, organisation.Id, verified, at)
            ? null
            : new Refusal(ProblemCodes.Conflict, "The company's token was used before.");
    }

    private static bool TryUse(
        WriteTransaction transaction,
        OrganisationId organisation,
        VerifiedCompanyToken token,
        DateTimeOffset at
    )
    {
        // Until the token is refused for its age, and not a moment less.
        DateTimeOffset until = token.ExpiresAt + Limits.ClockSkew;
        int added = transaction.Execute(
            "INSERT INTO company_tokens (organisation_id, identifier, expires_at) "
                + "VALUES (@organisation, @identifier, @until) ON CONFLICT DO NOTHING",
            new
            {
                organisation = organisation.ToString(),
                identifier = token.Identifier,
                until = until.ToUnixTimeMilliseconds(),
            }
        );
        if (added == 0)
        {
            return false;
        }

        transaction.Execute(
            "DELETE FROM company_tokens WHERE expires_at < @now",
            new { now = at.ToUnixTimeMilliseconds() }
        );
        return true;
    }
}
