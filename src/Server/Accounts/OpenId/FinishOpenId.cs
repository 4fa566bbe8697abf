using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Http;

namespace Sotto.Server.Accounts.OpenId;

/// <summary>What the provider sent the browser back with. Silent in logs.</summary>
internal readonly record struct ProviderAnswer(
    [FromQuery(Name = "code")] string? Code,
    [FromQuery(Name = "state")] string? State,
    [FromQuery(Name = "error")] string? Error,
    [FromQuery(Name = "iss")] string? Iss
)
{
    public override string ToString() => nameof(ProviderAnswer);
}

/// <summary>
/// Receives the browser back from the provider, finds out who it is, and signs them in or links them. Every way out is the
/// console; the log gets the code of a refusal and nothing of what was received.
/// </summary>
internal sealed partial class FinishOpenId(
    OpenIdProvider provider,
    TokenEndpoint endpoint,
    CeremonyStore ceremonies,
    IdTokens idTokens,
    SignInByOpenId signIn,
    LinkOpenId link,
    ILogger<FinishOpenId> logger
)
{
    private const string AccessDenied = "access_denied";

    public static void Map(Routes routes) =>
        routes.Get(OpenIdProvider.CallbackPath, Access.Public, HandleAsync).Refuses(ProblemCodes.NotFound);

    private static async Task<Results<ConsoleRedirect, ProblemHttpResult>> HandleAsync(
        [AsParameters] ProviderAnswer answer,
        FinishOpenId finish,
        OpenIdProvider provider,
        HttpContext context
    ) =>
        provider.IsOffered
            ? await finish.ReceiveAsync(answer, context).ConfigureAwait(false)
            : Problems.Of(ProblemCodes.NotFound);

    private async Task<ConsoleRedirect> ReceiveAsync(ProviderAnswer answer, HttpContext context)
    {
        CancellationToken cancel = context.RequestAborted;
        TakenCeremony? ceremony = await ceremonies
            .TakeAsync(answer.State, CeremonyCookie.Of(context), cancel)
            .ConfigureAwait(false);
        if (ceremony is null)
        {
            return Refuse(new Refusal(OpenIdCodes.Expired));
        }

        CeremonyCookie.Remove(context);
        Checked<ProviderIdentity> outcome = await IdentifyAsync(answer, ceremony, cancel).ConfigureAwait(false);
        if (!outcome.Passed(out ProviderIdentity? identity, out Refusal? refusal))
        {
            return Refuse(refusal);
        }

        bool isLink = ceremony.LinkTo is not null;
        refusal = isLink
            ? await link.StoreAsync(ceremony, identity, context).ConfigureAwait(false)
            : await signIn.StoreAsync(ceremony, identity, context).ConfigureAwait(false);
        if (refusal is not null)
        {
            return Refuse(refusal);
        }

        return new ConsoleRedirect(isLink ? OpenIdCodes.Linked : null);
    }

    private async Task<Checked<ProviderIdentity>> IdentifyAsync(
        ProviderAnswer answer,
        TakenCeremony ceremony,
        CancellationToken cancel
    )
    {
        if (answer.Error is not null || string.IsNullOrEmpty(answer.Code))
        {
            return new Refusal(answer.Error == AccessDenied ? OpenIdCodes.Cancelled : OpenIdCodes.Refused);
        }

        if (await provider.DescribeAsync(cancel).ConfigureAwait(false) is not { } description)
        {
            return new Refusal(OpenIdCodes.Unavailable);
        }

        // RFC 9207: an answer that names another issuer was meant for another client configuration.
        if (answer.Iss is not null && answer.Iss != description.Issuer)
        {
            return new Refusal(OpenIdCodes.Refused);
        }

        OpenIdConnectMessage? tokens = await endpoint
            .ExchangeAsync(description, answer.Code, ceremony.Verifier, cancel)
            .ConfigureAwait(false);
        return tokens is null
            ? new Refusal(OpenIdCodes.Refused)
            : await idTokens.VerifyAsync(tokens, ceremony.Nonce).ConfigureAwait(false);
    }

    private ConsoleRedirect Refuse(Refusal refusal)
    {
        LogRefusal(logger, refusal.Code);
        return new ConsoleRedirect(refusal.Code);
    }

    [LoggerMessage(LogLevel.Warning, "An OpenID ceremony was refused: {Code}")]
    private static partial void LogRefusal(ILogger logger, string code);
}
