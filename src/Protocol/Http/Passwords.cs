namespace Sotto.Protocol.Http;

/// <summary>
/// <c>GET /v1/password</c>: the caller's password and authenticator app. <c>SignInName</c> is null when there are none.
/// </summary>
public sealed record PasswordState(string? SignInName, DateTimeOffset? ChangedAt, int RecoveryCodesLeft);

/// <summary>
/// Reply of <c>POST /v1/password/options</c>, after a step-up: the secret for the authenticator app (RFC 6238; base32 of
/// 20 bytes, SHA-1, six digits, 30 seconds), shown once and good for ten minutes.
/// </summary>
public sealed record PasswordOptions(string Secret, string Uri)
{
    /// <summary>Silent about the secret, because records print their members into logs.</summary>
    public override string ToString() => nameof(PasswordOptions);
}

/// <summary>
/// <c>PUT /v1/password</c>, after a step-up: sets password and authenticator app together, with a code that shows that
/// the app has the secret. Ten recovery codes come back and the old ones end.
/// </summary>
public sealed record SetPasswordRequest(string SignInName, string Password, string Code)
{
    /// <summary>Silent, because records print their members into logs.</summary>
    public override string ToString() => nameof(SetPasswordRequest);
}

/// <summary>Recovery codes, shown once: each of 120 bits, good for one sign-in in place of a code.</summary>
public sealed record RecoveryCodes(IReadOnlyList<string> Codes)
{
    /// <summary>Silent about the codes, because records print their members into logs.</summary>
    public override string ToString() => nameof(RecoveryCodes);
}

/// <summary>
/// <c>POST /v1/sign-in/password</c>: both factors at once, so that nobody learns which was wrong. <c>Code</c> is six
/// digits or a recovery code.
/// </summary>
public sealed record PasswordSignInRequest(string SignInName, string Password, string Code)
{
    /// <summary>Silent, because records print their members into logs.</summary>
    public override string ToString() => nameof(PasswordSignInRequest);
}

/// <summary><c>POST /v1/session/step-up/password</c>: the same for somebody who is signed in.</summary>
public sealed record PasswordStepUpRequest(string Password, string Code)
{
    /// <summary>Silent, because records print their members into logs.</summary>
    public override string ToString() => nameof(PasswordStepUpRequest);
}
