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
    DeviceTokens tokens,
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
        if ((rule.Proof || rule.Access == Access.AnyKey) && AdmitKey(context) is { } badProof)
        {
            return badProof;
        }

        ProblemHttpResult? refusal = rule.Access switch
        {
            Access.Public or Access.AnyKey or Access.SetUpLink or Access.Invitation => null,
            // A socket proves itself in its first frame: browsers cannot send headers with the handshake.
            Access.EventStream when context.WebSockets.IsWebSocketRequest => null,
            Access.Staff => await AdmitStaffAsync(context, ownerOnly: false).ConfigureAwait(false),
            Access.Owner => await AdmitStaffAsync(context, ownerOnly: true).ConfigureAwait(false),
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

    private async Task<ProblemHttpResult?> AdmitStaffAsync(HttpContext context, bool ownerOnly)
    {
        StaffCaller? caller = await SessionOfAsync(context).ConfigureAwait(false);
        if (caller is null)
        {
            return Problems.Of(ProblemCodes.Unauthenticated);
        }

        bool isSafe = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (!isSafe && context.Request.Headers[RequestHeader] != "1")
        {
            return Problems.Of(ProblemCodes.Forbidden, "The Sotto-Request header is missing.");
        }

        if (ownerOnly && caller.Role != AccountRole.Owner)
        {
            return Problems.Of(ProblemCodes.Forbidden);
        }

        Callers.Admit(context, caller);
        return null;
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
            return Problems.Of(ProblemCodes.TokenEnded);
        }

        DeviceCaller device = found.Device;
        if (rule.Proof && context.Features.Get<ProvenKey>()?.Thumbprint != device.Thumbprint)
        {
            return Problems.Of(ProblemCodes.ProofRequired, "The proof is of another device's key.");
        }

        if (device.IsStaff && !await HoldsSessionAsync(context, device, found.SessionHash).ConfigureAwait(false))
        {
            return Problems.Of(ProblemCodes.Unauthenticated);
        }

        bool admitted = rule.Access switch
        {
            Access.StaffDevice => device.IsStaff,
            Access.CustomerDevice => !device.IsStaff,
            _ => true,
        };
        if (!admitted)
        {
            return Problems.Of(ProblemCodes.Forbidden);
        }

        Callers.Admit(context, device);
        return null;
    }

    /// <summary>A staff token is worth nothing without the very session it was minted under.</summary>
    private async Task<bool> HoldsSessionAsync(HttpContext context, DeviceCaller device, Bytes? sessionHash)
    {
        StaffCaller? staff = await SessionOfAsync(context).ConfigureAwait(false);
        bool holds = staff is not null && sessionHash == staff.SessionHash && staff.User.ToString() == device.Owner;
        if (holds)
        {
            Callers.Admit(context, staff!);
        }

        return holds;
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
