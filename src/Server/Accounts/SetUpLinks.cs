using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>
/// One-time links that begin an organisation. Whoever holds one becomes its owner, so only somebody with access to
/// the machine can make one, and it lives for a day.
/// </summary>
internal sealed class SetUpLinks(Database database, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>Makes a link for a new organisation and returns its secret part, which is stored nowhere.</summary>
    public async Task<string> CreateAsync(CancellationToken cancel = default)
    {
        string token = Secrets.New();
        using RandomNumberGenerator random = RandomNumberGenerator.Create();
        string organisation = OrganisationId.New(random).ToString();
        DateTimeOffset now = time.GetUtcNow();
        await database
            .WriteAsync(
                transaction =>
                    transaction.Execute(
                        "INSERT INTO setup_links (token_hash, organisation_id, created_at, expires_at) "
                            + "VALUES (@hash, @organisation, @now, @expires)",
                        new
                        {
                            hash = Secrets.HashOf(token),
                            organisation,
                            now = now.ToUnixTimeMilliseconds(),
                            expires = (now + Lifetime).ToUnixTimeMilliseconds(),
                        }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return token;
    }

    /// <summary>Whether set-up was done at least once: if not, the first start offers a link.</summary>
    public Task<bool> IsAnyOrganisationAsync(CancellationToken cancel = default) =>
        database.ReadAsync(
            async reader => await reader.GetAsync<long>("SELECT COUNT(*) FROM organisations").ConfigureAwait(false) > 0,
            cancel
        );

    /// <summary>The organisation that a link is good for, or null when it was used, is over or was never made.</summary>
    public async Task<OrganisationId?> FindAsync(string? token, CancellationToken cancel)
    {
        if (Secrets.HashOf(token) is not { } hash)
        {
            return null;
        }

        string? organisation = await database
            .ReadAsync(
                reader =>
                    reader.FindAsync<string>(
                        "SELECT organisation_id FROM setup_links "
                            + "WHERE token_hash = @hash AND used_at IS NULL AND expires_at > @now",
                        new { hash, now = time.GetUtcNow().ToUnixTimeMilliseconds() }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return organisation is null ? null : OrganisationId.Parse(organisation);
    }

    /// <summary>Uses the link up. True for the first, false for everybody after: this decides a race.</summary>
    public bool TryUse(WriteTransaction transaction, string token)
    {
        byte[]? hash = Secrets.HashOf(token);
        return transaction.Execute(
                "UPDATE setup_links SET used_at = @now WHERE token_hash = @hash AND used_at IS NULL AND expires_at > @now",
                new { hash, now = time.GetUtcNow().ToUnixTimeMilliseconds() }
            ) == 1;
    }
}
