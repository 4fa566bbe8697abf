namespace Sotto.Protocol.Http;

/// <summary>
/// <c>GET /v1/sign-in/policy</c> for everybody who works here, and <c>PUT /v1/sign-in/policy</c> by the owner, after a
/// step-up. With <c>PasskeysOnly</c> nobody signs in, or proves again who they are, by password or by a provider; sessions
/// that were opened so end. It is refused with <see cref="ProblemCodes.PasskeyMissing"/> while somebody has no passkey.
/// </summary>
public sealed record SignInPolicy(bool PasskeysOnly);
