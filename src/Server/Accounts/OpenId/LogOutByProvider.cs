using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Auditing;
using Sotto.Server.Http;
using Sotto.Server.Identity;
using Sotto.Storage;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>The form of OpenID Connect Back-Channel Logout 1.0, 2.5.</summary>
internal sealed record LogoutForm([property: JsonPropertyName(LogoutForm.Field)] string LogoutToken)
{
    public const string Field = "logout_token";
}

/// <summary>
/// Ends the sessions of somebody whom the provider has signed out or no longer knows. The token is the only proof of who
/// is calling, so everything depends on its checks.
/// </summary>
internal sealed class LogOutByProvider(
    Database database,
    OpenIdProvider provider,
    ProviderSessions sessions,
    SessionEndings endings,
    SecurityEvents events
)
{
    private const int MostBytes = 64 * 1024;

    public static void Map(Routes routes) =>
        routes
            .Post("/v1/sign-in/openid/logout", Access.Public, AuditKind.SessionEnded, HandleAsync)
            .Accepts<LogoutForm>("application/x-www-form-urlencoded")
            .WithMetadata(new RequestSizeLimit(MostBytes))
            .Refuses(ProblemCodes.NotFound);

    private static async Task<Results<Ok, ProblemHttpResult>> HandleAsync(
        LogOutByProvider logOut,
        OpenIdProvider provider,
        LogoutTokens tokens,
        HttpContext context
    )
    {
        if (!provider.IsOffered)
        {
            return Problems.Of(ProblemCodes.NotFound);
        }

        string? token = await TokenOfAsync(context).ConfigureAwait(false);
        ProviderLogout? logout = token is null ? null : await tokens.VerifyAsync(token).ConfigureAwait(false);
        bool isObeyed =
            logout is not null
            && await logOut.StoreAsync(logout, NetworkPlace.Of(context), context.RequestAborted).ConfigureAwait(false);
        return isObeyed ? TypedResults.Ok() : Problems.Of(ProblemCodes.Malformed, "The logout token was not accepted.");
    }

    private static async Task<string?> TokenOfAsync(HttpContext context)
    {
        try
        {
            IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
            return form[LogoutForm.Field] is [{ Length: > 0 } token] ? token : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private Task<bool> StoreAsync(ProviderLogout logout, string place, CancellationToken cancel) =>
        database.WriteAsync(
            transaction =>
            {
                OrganisationId organisation = provider.Settings.Organisation;
                if (!sessions.TryObey(transaction, organisation, logout))
                {
                    transaction.Undo();
                    return false;
                }

                foreach ((SessionId session, UserId user) in ProviderSessions.Take(transaction, organisation, logout))
                {
                    if (endings.End(transaction, organisation, session))
                    {
                        Tell(transaction, organisation, user, session, place);
                    }
                }

                return true;
            },
            cancel
        );

    private void Tell(
        WriteTransaction transaction,
        OrganisationId organisation,
        UserId user,
        SessionId session,
        string place
    ) =>
        events.Append(
            transaction,
            organisation,
            user.ToString(),
            SecurityEventKind.SessionEnded,
            new EventSource(place, SignInMethod.OpenId),
            new { session }
        );
}
