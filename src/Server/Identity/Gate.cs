using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Configuration;
using Sotto.Server.Http;

namespace Sotto.Server.Identity;

/// <summary>
/// Admits or refuses every request by what its endpoint declared, before the body is read. What it admits stands in the
/// request as a typed caller; nothing else puts one there.
/// </summary>
internal sealed class Gate(
    Sessions sessions,
    ApiTokens apiTokens,
    DeviceTokens tokens,
    EndedTokens ended,
    DeviceLookup devices,
    DpopNonces nonces,
    ServerSettings settings,
    TimeProvider time
)
{
    private const string ProofHeader = "DPoP";
    private const string NonceHeader = "DPoP-Nonce";

    /// <summary>A header that a form on a foreign site cannot send; SameSite=Strict is the other half.</summary>
    private const string RequestHeader = "Sotto-Request";

    /// <summary>Null when the caller may go on, otherwise the refusal.</summary>
    public async Task<ProblemHttpResult?> AdmitAsync(HttpContext context, EndpointRule rule)
    {
        bool takesProof =
            rule.Proof
            || rule.Access == Access.AnyKey
            || (rule.OptionalProof && context.Request.Headers.ContainsKey(ProofHeader));
        if (takesProof && AdmitKey(context) is { } badProof)
        {
            return badProof;
        }

        ProblemHttpResult? refusal = rule.Access switch
        {
            Access.Public or Access.AnyKey or Access.SetUpLink or Access.Invitation => null,
            // A socket proves itself in its first frame: browsers cannot send headers with the handshake.
            Access.EventStream when context.WebSockets.IsWebSocketRequest => null,
            Access.Staff or Access.StaffNewDevice or Access.Administrator or Access.Owner => await AdmitStaffAsync(
                    context,
                    rule
                )
                .ConfigureAwait(false),
            _ => await AdmitDeviceAsync(context, rule).ConfigureAwait(false),
        };
        return refusal;
    }

    private ProblemHttpResult? AdmitKey(HttpContext context)
    {
        string? proof = context.Request.Headers[ProofHeader];
        if (string.IsNullOrEmpty(proof))
        {
            return Problems.Of(ProblemCodes.ProofRequired);
        }

        string next = nonces.Issue();
        // As the answer starts: the framework empties the headers of one that becomes an error.
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[NonceHeader] = next;
            return Task.CompletedTask;
        });
        DpopRequest request = new(
            context.Request.Method,
            settings.PublicOrigin + context.Request.Path,
            BearerOf(context)
        );
        DpopProof? verified = TryVerify(proof, request);
        if (verified is null)
        {
            return Problems.Of(ProblemCodes.ProofRequired, "The proof was not accepted.");
        }

        // Last, so that a proof that fails for another reason does not use its nonce up.
        if (!nonces.TryUse(verified.Nonce))
        {
            return Problems.Of(ProblemCodes.UseDpopNonce);
        }

        Callers.Admit(context, new ProvenKey(verified.Key));
        return null;
    }

    private DpopProof? TryVerify(string proof, DpopRequest request)
    {
        try
        {
            return DpopProof.Verify(proof, request, time.GetUtcNow());
        }
        catch (JoseException)
        {
            return null; // the answer says that it was not accepted; why would only help somebody who is guessing
        }
    }

    private async Task<ProblemHttpResult?> AdmitStaffAsync(HttpContext context, EndpointRule rule)
    {
        StaffCaller? caller = await SessionOfAsync(context).ConfigureAwait(false);
        if (caller is null)
        {
            // A program has no cookie. It reaches what has a scope, and comes with the token of a device.
            return rule.Scope is null
                ? Problems.Of(ProblemCodes.Unauthenticated)
                : await AdmitDeviceAsync(context, rule).ConfigureAwait(false);
        }

        bool isSafe = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (!isSafe && context.Request.Headers[RequestHeader] != "1")
        {
            return Problems.Of(ProblemCodes.Forbidden, "The Sotto-Request header is missing.");
        }

        if (!Roles.May(caller.Role, rule.Access))
        {
            return Problems.Of(ProblemCodes.Forbidden);
        }

        if (rule.Proof && !await IsProofOfOwnAsync(context, caller, rule.Access).ConfigureAwait(false))
        {
            return Problems.Of(ProblemCodes.ProofRequired, "The proof is not of the caller's device.");
        }

        if (rule.StepUp && !caller.IsFresh(time.GetUtcNow()))
        {
            return Problems.Of(ProblemCodes.StepUpRequired);
        }

        Callers.Admit(context, caller);
        Callers.Admit(context, caller.AsPerson());
        return null;
    }

    /// <summary>
    /// A proof counts for a signed-in person only when a registered device of theirs made it, the one that the session is
    /// bound to: otherwise whoever holds a stolen cookie could prove any key of their own.
    /// </summary>
    private async Task<bool> IsProofOfOwnAsync(HttpContext context, StaffCaller caller, Access access)
    {
        if (context.Features.Get<ProvenKey>() is not { } key)
        {
            return false;
        }

        DeviceCaller? device = await devices.FindAsync(key.Thumbprint, context.RequestAborted).ConfigureAwait(false);
        return access == Access.StaffNewDevice
            ? caller.Device is null || caller.Device == device?.Device
            : device is { IsRevoked: false }
                && SessionBinding.IsOwn(caller, device)
                && (caller.Device is null || caller.Device == device.Device);
    }

    private async Task<ProblemHttpResult?> AdmitDeviceAsync(HttpContext context, EndpointRule rule)
    {
        string? token = BearerOf(context);
        if (token is null)
        {
            return Problems.Of(ProblemCodes.Unauthenticated);
        }

        DeviceTokens.Found? found = await tokens.FindAsync(token, context.RequestAborted).ConfigureAwait(false);
        if (found is null)
        {
            await ended.NoticeAsync(token, NetworkPlace.Of(context), context.RequestAborted).ConfigureAwait(false);
            return Problems.Of(ProblemCodes.TokenEnded);
        }

        DeviceCaller device = found.Device;
        if (rule.Proof && context.Features.Get<ProvenKey>()?.Thumbprint != device.Thumbprint)
        {
            return Problems.Of(ProblemCodes.ProofRequired, "The proof is of another device's key.");
        }

        return device.IsStaff
            ? await AdmitStaffDeviceAsync(context, rule, found).ConfigureAwait(false)
            : AdmitCustomerDevice(context, rule, device);
    }

    private static ProblemHttpResult? AdmitCustomerDevice(HttpContext context, EndpointRule rule, DeviceCaller device)
    {
        if (!Roles.May(null, rule.Access))
        {
            return Problems.Of(ProblemCodes.Forbidden);
        }

        Callers.Admit(context, device);
        return null;
    }

    private async Task<ProblemHttpResult?> AdmitStaffDeviceAsync(
        HttpContext context,
        EndpointRule rule,
        DeviceTokens.Found found
    )
    {
        StaffCaller? staff = found.Session is null ? null : await SessionOfAsync(context).ConfigureAwait(false);
        PersonCaller? person =
            found.ApiToken is { } apiToken ? await HolderOfAsync(apiToken, found.Device, context).ConfigureAwait(false)
            : HoldsSession(staff, found.Device, found.Session) ? staff!.AsPerson()
            : null;
        if (person is null)
        {
            return Problems.Of(ProblemCodes.Unauthenticated);
        }

        if (!Roles.May(person.Role, rule.Access) || (rule.Access == Access.Staff && found.Device.IsRevoked))
        {
            return Problems.Of(ProblemCodes.Forbidden);
        }

        if (!person.Authority.Reaches(rule.Scope))
        {
            return Problems.Of(ProblemCodes.Forbidden, "The API token does not reach this.");
        }

        if (rule.StepUp && staff?.IsFresh(time.GetUtcNow()) is not true)
        {
            return Problems.Of(ProblemCodes.StepUpRequired);
        }

        if (staff is not null)
        {
            Callers.Admit(context, staff);
        }

        Callers.Admit(context, person);
        Callers.Admit(context, found.Device);
        return null;
    }

    /// <summary>A staff token is worth nothing without the very session it was minted under.</summary>
    private static bool HoldsSession(StaffCaller? staff, DeviceCaller device, SessionId? session) =>
        staff is not null && session == staff.Session && SessionBinding.IsOwn(staff, device);

    /// <summary>Asked with every request: nothing that an API token opened outlives it.</summary>
    private async Task<PersonCaller?> HolderOfAsync(ApiTokenId token, DeviceCaller device, HttpContext context)
    {
        HeldApiToken? held = await apiTokens.FindAsync(token, context.RequestAborted).ConfigureAwait(false);
        return held is not null && held.Device == device.Device ? held.Person : null;
    }

    /// <summary>The live session of the request's cookie, or null.</summary>
    public Task<StaffCaller?> SessionOfAsync(HttpContext context) =>
        sessions.FindAsync(context.Request.Cookies[Sessions.Cookie], context.RequestAborted);

    private static string? BearerOf(HttpContext context)
    {
        string header = context.Request.Headers.Authorization.ToString();
        int space = header.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && header[..space] is ("Bearer" or "DPoP") ? header[(space + 1)..] : null;
    }
}
