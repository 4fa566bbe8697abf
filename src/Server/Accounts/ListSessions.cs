using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Configuration;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts;

/// <summary>Where the caller is signed in.</summary>
internal sealed class ListSessions(Database database, ServerSettings settings, TimeProvider time)
{
    private sealed record Row(
        string SessionId,
        string Method,
        string? DeviceId,
        string? DeviceName,
        string Place,
        long CreatedAt,
        long LastUsedAt,
        long ExpiresAt
    )
    {
        public OwnSession ToSession(SessionId current) =>
            new(
                Protocol.SessionId.Parse(SessionId),
                Enum.Parse<SignInMethod>(Method),
                DeviceId is null ? null : Protocol.DeviceId.Parse(DeviceId),
                DeviceName,
                Place,
                DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
                DateTimeOffset.FromUnixTimeMilliseconds(LastUsedAt),
                DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAt),
                SessionId == current.ToString()
            );
    }

    public static void Map(Routes routes) => routes.Get("/v1/sessions", Access.Staff, HandleAsync);

    private static async Task<Ok<OwnSessionList>> HandleAsync(
        StaffCaller caller,
        ListSessions list,
        CancellationToken cancel
    ) => TypedResults.Ok(new OwnSessionList(await list.ReadAsync(caller, cancel).ConfigureAwait(false)));

    private async Task<IReadOnlyList<OwnSession>> ReadAsync(StaffCaller caller, CancellationToken cancel)
    {
        DateTimeOffset now = time.GetUtcNow();
        IReadOnlyList<Row> rows = await database
            .ReadAsync(
                reader =>
                    reader.QueryAsync<Row>(
                        "SELECT s.session_id AS SessionId, s.method AS Method, s.device_id AS DeviceId, d.name AS DeviceName, "
                            + "s.place AS Place, s.created_at AS CreatedAt, s.last_used_at AS LastUsedAt, s.expires_at AS ExpiresAt "
                            + "FROM sessions s LEFT JOIN devices d ON d.device_id = s.device_id "
                            + "AND d.organisation_id = s.organisation_id WHERE s.organisation_id = @organisation "
                            + "AND s.user_id = @user AND s.ended_at IS NULL AND s.expires_at > @now AND s.last_used_at > @idle "
                            + "ORDER BY s.last_used_at DESC, s.session_id",
                        new
                        {
                            organisation = caller.Organisation.ToString(),
                            user = caller.User.ToString(),
                            now = now.ToUnixTimeMilliseconds(),
                            idle = (now - settings.Sessions.Idle).ToUnixTimeMilliseconds(),
                        }
                    ),
                cancel
            )
            .ConfigureAwait(false);
        return rows.Select(row => row.ToSession(caller.Session)).ToList();
    }
}
