using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>The caller's API tokens that are alive, by everything but their secret, which nobody has any more.</summary>
internal sealed class ListApiTokens(Database database, TimeProvider time)
{
    private sealed record Row(
        string TokenId,
        string Name,
        string Scopes,
        string DeviceId,
        string DeviceName,
        long CreatedAt,
        long ExpiresAt,
        long? LastUsedAt,
        string? Place
    )
    {
        public OwnApiToken ToToken() =>
            new(
                ApiTokenId.Parse(TokenId),
                Name,
                ApiTokens.ScopesOf(Scopes),
                Protocol.DeviceId.Parse(DeviceId),
                DeviceName,
                DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
                DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAt),
                LastUsedAt is { } used ? DateTimeOffset.FromUnixTimeMilliseconds(used) : null,
                Place
            );
    }

    public static void Map(Routes routes) => routes.Get("/v1/api-tokens", Access.Staff, HandleAsync);

    private static async Task<Ok<OwnApiTokenList>> HandleAsync(
        StaffCaller caller,
        ListApiTokens list,
        CancellationToken cancel
    ) =>
        TypedResults.Ok(
            new OwnApiTokenList(await list.ReadAsync(caller.Organisation, caller.User, cancel).ConfigureAwait(false))
        );

    /// <summary>Somebody's live tokens, the newest first.</summary>
    public async Task<IReadOnlyList<OwnApiToken>> ReadAsync(
        OrganisationId organisation,
        UserId user,
        CancellationToken cancel
    )
    {
        IReadOnlyList<Row> rows = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<Row>(
                        "SELECT t.token_id AS TokenId, t.name AS Name, t.scopes AS Scopes, t.device_id AS DeviceId, "
                            + "d.name AS DeviceName, t.created_at AS CreatedAt, t.expires_at AS ExpiresAt, "
                            + "t.last_used_at AS LastUsedAt, t.place AS Place FROM api_tokens t "
                            + "JOIN devices d ON d.device_id = t.device_id AND d.organisation_id = t.organisation_id "
                            + "WHERE t.organisation_id = @organisation AND t.user_id = @user AND t.ended_at IS NULL "
                            + "AND t.expires_at > @now ORDER BY t.created_at DESC, t.token_id",
                        new
                        {
                            organisation = organisation.ToString(),
                            user = user.ToString(),
                            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
                        }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return rows.Select(row => row.ToToken()).ToList();
    }
}
