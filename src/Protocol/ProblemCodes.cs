namespace Sotto.Protocol;

/// <summary>The stable <c>code</c> of a problem document and of a refused frame.</summary>
public static class ProblemCodes
{
    /// <summary>The request is not what the contract says.</summary>
    public const string Malformed = "malformed";

    /// <summary>The request has a member that the contract does not know.</summary>
    public const string UnknownMember = "unknown_member";

    /// <summary>The body or a part of it is over its limit.</summary>
    public const string TooLarge = "too_large";

    /// <summary>The body is of another media type.</summary>
    public const string UnsupportedMediaType = "unsupported_media_type";

    /// <summary>Nobody known is calling.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>The call needs a proof of the device key.</summary>
    public const string ProofRequired = "proof_required";

    /// <summary>The nonce of the proof is used, old or unknown; retry once with the one in the reply.</summary>
    public const string UseDpopNonce = "use_dpop_nonce";

    /// <summary>The access token is over or was replaced.</summary>
    public const string TokenEnded = "token_ended";

    /// <summary>The caller is known and may not do this.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>It does not exist, or not for this caller.</summary>
    public const string NotFound = "not_found";

    /// <summary>The state does not allow it.</summary>
    public const string Conflict = "conflict";

    /// <summary>The idempotency key was used with another body.</summary>
    public const string IdempotencyMismatch = "idempotency_mismatch";

    /// <summary>The group has moved on; the missed events come along.</summary>
    public const string StaleEpoch = "stale_epoch";

    /// <summary>The allowance of the caller, address or inbox is used up.</summary>
    public const string Quota = "quota";

    /// <summary>Too many calls in a short time.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>The device has no valid certificate.</summary>
    public const string NotCertified = "not_certified";

    /// <summary>The device is registered and has no certificate yet.</summary>
    public const string WaitingForCertificate = "waiting_for_certificate";

    /// <summary>Set-up has been done.</summary>
    public const string SetupUsed = "setup_used";

    /// <summary>The invitation was used or is over.</summary>
    public const string InvitationUsed = "invitation_used";

    /// <summary>The passkey challenge was used, is over or unknown.</summary>
    public const string ChallengeUsed = "challenge_used";

    /// <summary>The passkey did not pass the checks.</summary>
    public const string PasskeyRefused = "passkey_refused";

    /// <summary>The command needs a verification of the person within the last five minutes; step up and repeat it.</summary>
    public const string StepUpRequired = "step_up_required";

    /// <summary>It is the last way in: another passkey or a password comes first.</summary>
    public const string LastWayIn = "last_way_in";

    /// <summary>The recovery waits for an approval or for its time.</summary>
    public const string RecoveryWaiting = "recovery_waiting";

    /// <summary>Name, password and code do not belong together. Which of them is wrong is not said.</summary>
    public const string SignInRefused = "sign_in_refused";

    /// <summary>Too many wrong guesses; wait as long as <c>Retry-After</c> says.</summary>
    public const string GuessingSlowed = "guessing_slowed";

    /// <summary>The password is too short, too long, or on the list of common ones.</summary>
    public const string WeakPassword = "weak_password";

    /// <summary>The organisation's people sign in by passkey and by nothing else.</summary>
    public const string PasskeyRequired = "passkey_required";

    /// <summary>Somebody who works here has no passkey yet.</summary>
    public const string PasskeyMissing = "passkey_missing";

    /// <summary>The sign-in name is somebody's.</summary>
    public const string NameTaken = "name_taken";

    /// <summary>The conversation was deleted.</summary>
    public const string Deleted = "deleted";
}
