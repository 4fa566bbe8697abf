using Sotto.Protocol;
using Sotto.Storage;

namespace Sotto.Server.Identity;

/// <summary>
/// Ends API tokens: with one go the access tokens that were minted under it, at once, and its sockets, as soon as the
/// ending is on disk. Ending what has ended changes nothing.
/// </summary>
internal sealed class ApiTokenEndings(ILiveSessions live, TimeProvider time)
{
    /// <summary>Ends one token of somebody; false when they have none of this name that was not ended.</summary>
    public bool End(WriteTransaction transaction, OrganisationId organisation, UserId user, ApiTokenId token)
    {
        int ended = transaction.Execute(
            "UPDATE api_tokens SET ended_at = @now WHERE token_id = @token AND organisation_id = @organisation "
                + "AND user_id = @user AND ended_at IS NULL",
            new
            {
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                token = token.ToString(),
                organisation = organisation.ToString(),
                user = user.ToString(),
            }
        );
        if (ended == 0)
        {
            return false;
        }

        transaction.Execute(
            "DELETE FROM device_tokens WHERE api_token_id = @token AND organisation_id = @organisation",
            new { token = token.ToString(), organisation = organisation.ToString() }
        );
        transaction.WhenCommitted(() => live.EndApiToken(token));
        return true;
    }

    /// <summary>Forgets tokens that ended or expired long ago: nothing needs them, and their names may tell something.</summary>
    public static Task ForgetOldAsync(Database database, DateTimeOffset now, CancellationToken cancel) =>
        database.WriteAsync(
            transaction =>
                transaction.Execute(
                    "DELETE FROM api_tokens WHERE ended_at <= @since OR expires_at <= @since",
                    new { since = (now - Limits.EndedApiTokenKept).ToUnixTimeMilliseconds() }
                ),
            cancel
        );

    /// <summary>Ends every token of somebody.</summary>
    public void EndAll(WriteTransaction transaction, OrganisationId organisation, UserId user)
    {
        IReadOnlyList<string> alive = transaction.Query<string>(
            "SELECT token_id FROM api_tokens WHERE organisation_id = @organisation AND user_id = @user AND ended_at IS NULL",
            new { organisation = organisation.ToString(), user = user.ToString() }
        );
        foreach (string token in alive)
        {
            End(transaction, organisation, user, ApiTokenId.Parse(token));
        }
    }
}
