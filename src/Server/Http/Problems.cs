using Microsoft.AspNetCore.Http.HttpResults;
using Sotto.Protocol;

namespace Sotto.Server.Http;

/// <summary>
/// Refusals as problem details (RFC 9457) with a stable <c>code</c>. The title is for people; it never repeats input.
/// </summary>
internal static class Problems
{
    private static readonly Dictionary<string, (int Status, string Title)> Known = new(StringComparer.Ordinal)
    {
        [ProblemCodes.Malformed] = (400, "The request is not what the interface describes."),
        [ProblemCodes.UnknownMember] = (400, "The request has a member that the interface does not know."),
        [ProblemCodes.ChallengeUsed] = (400, "The challenge was used, is over, or was never given."),
        [ProblemCodes.PasskeyRefused] = (400, "The passkey did not pass the checks."),
        [ProblemCodes.Unauthenticated] = (401, "Nobody known is calling."),
        [ProblemCodes.ProofRequired] = (401, "This call needs a proof of the device key."),
        [ProblemCodes.UseDpopNonce] = (401, "The proof needs a fresh nonce."),
        [ProblemCodes.TokenEnded] = (401, "The access token has ended."),
        [ProblemCodes.Forbidden] = (403, "The caller may not do this."),
        [ProblemCodes.NotCertified] = (403, "The certificate was not accepted."),
        [ProblemCodes.StepUpRequired] = (403, "This needs a fresh confirmation of who is there."),
        [ProblemCodes.SignInRefused] = (400, "Name, password and code do not belong together."),
        [ProblemCodes.PasskeyRequired] = (403, "The organisation's people sign in by passkey."),
        [ProblemCodes.PasskeyMissing] = (409, "Somebody who works here has no passkey yet."),
        [ProblemCodes.WeakPassword] = (400, "The password is too easy to guess."),
        [ProblemCodes.LastWayIn] = (409, "This is the last way in."),
        [ProblemCodes.RecoveryWaiting] = (409, "The recovery waits for an approval or for its time."),
        [ProblemCodes.NameTaken] = (409, "The sign-in name is taken."),
        [ProblemCodes.GuessingSlowed] = (429, "Too many wrong guesses."),
        [ProblemCodes.NotFound] = (404, "There is nothing here for this caller."),
        [ProblemCodes.Conflict] = (409, "The current state does not allow this."),
        [ProblemCodes.StaleEpoch] = (409, "The group has moved on."),
        [ProblemCodes.WaitingForCertificate] = (409, "The device has no certificate yet."),
        [ProblemCodes.SetupUsed] = (410, "The set-up link was used or is over."),
        [ProblemCodes.InvitationUsed] = (410, "The invitation was used or is over."),
        [ProblemCodes.Deleted] = (410, "The conversation was deleted."),
        [ProblemCodes.TooLarge] = (413, "The request is too large."),
        [ProblemCodes.UnsupportedMediaType] = (415, "The body has another media type."),
        [ProblemCodes.IdempotencyMismatch] = (422, "The idempotency key belongs to another request."),
        [ProblemCodes.Quota] = (429, "The allowance is used up."),
        [ProblemCodes.RateLimited] = (429, "Too many requests in a short time."),
    };

    public static ProblemHttpResult Of(string code, string? detail = null, params (string Key, object Value)[] members)
    {
        (int status, string title) = Known[code];
        Dictionary<string, object?> extensions = new(StringComparer.Ordinal) { ["code"] = code };
        foreach ((string key, object value) in members)
        {
            extensions[key] = value;
        }

        return TypedResults.Problem(detail, statusCode: status, title: title, extensions: extensions);
    }

    /// <summary>The HTTP status that a code comes with.</summary>
    public static int StatusOf(string code) => Known[code].Status;

    /// <summary>The code that stands for a bare status of the framework.</summary>
    public static string CodeFor(int status) =>
        status switch
        {
            StatusCodes.Status401Unauthorized => ProblemCodes.Unauthenticated,
            StatusCodes.Status403Forbidden => ProblemCodes.Forbidden,
            StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed => ProblemCodes.NotFound,
            StatusCodes.Status413PayloadTooLarge => ProblemCodes.TooLarge,
            StatusCodes.Status415UnsupportedMediaType => ProblemCodes.UnsupportedMediaType,
            StatusCodes.Status429TooManyRequests => ProblemCodes.RateLimited,
            _ => ProblemCodes.Malformed,
        };
}
