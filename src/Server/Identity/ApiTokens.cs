using System.Security.Cryptography;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Storage;

namespace Sotto.Server.Identity;

/// <summary>What somebody wants an API token to be. The device is theirs and certified: whoever makes one of these checked.</summary>
internal sealed record NewApiToken(string Name, IReadOnlyList<ApiScope> Scopes, DeviceId Device, TimeSpan Lifetime);

/// <summary>A live API token: whose it is, what it may, and the device whose key must be proved beside it.</summary>
internal sealed record HeldApiToken(
    PersonCaller Person,
    Authority.OfApiToken Authority,
    DeviceId Device,
    string Thumbprint
);

/// <summary>
/// API tokens of staff: they let a program in instead of a session. One is alive until it expires or is revoked, its
/// holder's account is disabled or its device is removed. It never counts as a fresh verification.
/// </summary>
internal sealed class ApiTokens(Database database, TimeProvider time) : IDisposable
{
    /// <summary>The request header that carries one: with <c>POST /v1/tokens</c> and with a socket's handshake.</summary>
    public const string Header = "Sotto-Api-Token";

    /// <summary>What every token begins with, so that a scanner for secrets finds one that was published by mistake.</summary>
    public const string Prefix = "sotto_at_";

    /// <summary>Of a token <c>t</c>, its holder <c>u</c> and its device <c>d</c>.</summary>
    private const string Alive =
        "FROM api_tokens t JOIN staff u ON u.user_id = t.user_id AND u.organisation_id = t.organisation_id "
        + "JOIN devices d ON d.device_id = t.device_id AND d.organisation_id = t.organisation_id AND d.owner_id = t.user_id "
        + "WHERE t.ended_at IS NULL AND t.expires_at > @now AND u.disabled_at IS NULL AND d.removed_at IS NULL AND ";

    private const string Select =
        "SELECT t.token_id AS TokenId, t.organisation_id AS OrganisationId, t.user_id AS UserId, u.name AS Name, "
        + "u.role AS Role, t.scopes AS Scopes, t.device_id AS DeviceId, d.thumbprint AS Thumbprint "
        + Alive;

    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    private sealed record Row(
        string TokenId,
        string OrganisationId,
        string UserId,
        string Name,
        string Role,
        string Scopes,
        string DeviceId,
        string Thumbprint
    )
    {
        public HeldApiToken ToHeld()
        {
            Authority.OfApiToken authority = new(ApiTokenId.Parse(TokenId), ScopesOf(Scopes));
            PersonCaller person = new(
                Protocol.OrganisationId.Parse(OrganisationId),
                Protocol.UserId.Parse(UserId),
                Name,
                Enum.Parse<AccountRole>(Role),
                authority
            );
            return new HeldApiToken(person, authority, Protocol.DeviceId.Parse(DeviceId), Thumbprint);
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Creates one for the caller. Its secret is in the answer and nowhere else.</summary>
    public ApiTokenCreated Create(WriteTransaction transaction, StaffCaller caller, NewApiToken wanted)
    {
        string secret = Secrets.New();
        ApiTokenId id = ApiTokenId.New(_random);
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset expires = now + wanted.Lifetime;
        transaction.Execute(
            "INSERT INTO api_tokens (token_hash, token_id, organisation_id, user_id, device_id, name, scopes, created_at, "
                + "expires_at) VALUES (@hash, @id, @organisation, @user, @device, @name, @scopes, @now, @expires)",
            new
            {
                hash = Secrets.HashOf(secret),
                id = id.ToString(),
                organisation = caller.Organisation.ToString(),
                user = caller.User.ToString(),
                device = wanted.Device.ToString(),
                name = wanted.Name,
                scopes = string.Join(' ', wanted.Scopes.Order().Select(WireName.Of)),
                now = now.ToUnixTimeMilliseconds(),
                expires = expires.ToUnixTimeMilliseconds(),
            }
        );
        return new ApiTokenCreated(id, Prefix + secret, expires);
    }

    /// <summary>How many of somebody's neither expired nor were revoked.</summary>
    public long CountOf(WriteTransaction transaction, OrganisationId organisation, UserId user) =>
        transaction.Get<long>(
            "SELECT COUNT(*) FROM api_tokens WHERE organisation_id = @organisation AND user_id = @user "
                + "AND ended_at IS NULL AND expires_at > @now",
            new
            {
                organisation = organisation.ToString(),
                user = user.ToString(),
                now = Now,
            }
        );

    /// <summary>The live token behind a secret, or null. Whoever shows it has not proved the device's key yet.</summary>
    public async Task<HeldApiToken?> FindAsync(string? secret, CancellationToken cancel)
    {
        bool isOurs = secret?.StartsWith(Prefix, StringComparison.Ordinal) is true;
        return isOurs && Secrets.HashOf(secret![Prefix.Length..]) is { } hash
            ? await ReadAsync("t.token_hash = @hash", new { hash, now = Now }, cancel).ConfigureAwait(false)
            : null;
    }

    /// <summary>The live token of this name, or null.</summary>
    public Task<HeldApiToken?> FindAsync(ApiTokenId token, CancellationToken cancel) =>
        ReadAsync("t.token_id = @token", new { token = token.ToString(), now = Now }, cancel);

    /// <summary>Notes a use, for the list; false when the token was revoked meanwhile.</summary>
    public bool TryUse(WriteTransaction transaction, ApiTokenId token, string place) =>
        transaction.Execute(
            "UPDATE api_tokens SET last_used_at = @now, place = @place WHERE token_id = @token AND ended_at IS NULL",
            new
            {
                now = Now,
                place,
                token = token.ToString(),
            }
        ) == 1;

    /// <summary>Reads the stored form.</summary>
    public static IReadOnlyList<ApiScope> ScopesOf(string stored) =>
        stored
            .Split(' ')
            .Select(name =>
                WireName.TryParse(name, out ApiScope scope)
                    ? scope
                    : throw new InvalidOperationException("An API token was stored with an unknown scope.")
            )
            .ToList();

    public void Dispose() => _random.Dispose();

    private async Task<HeldApiToken?> ReadAsync(string which, object values, CancellationToken cancel)
    {
        Row? row = await database
            .ReadAsync(reader => reader.FindAsync<Row>(Select + which, values), cancel)
            .ConfigureAwait(false);
        return row?.ToHeld();
    }
}
