namespace Sotto.Protocol.Http;

/// <summary>The company's OpenID Connect provider, as the button names it.</summary>
public sealed record OpenIdOffer(string Name);

/// <summary><c>GET /v1/sign-in/methods</c>: what the sign-in screen offers beside passkeys.</summary>
public sealed record SignInMethods(OpenIdOffer? OpenId);

/// <summary>Reply of <c>POST /v1/openid/link</c>: the address at the provider where the browser goes next.</summary>
public sealed record OpenIdLinkStarted(string Address);

/// <summary>A link of the caller's account to an identity at a provider.</summary>
public sealed record OwnOpenId(string Id, string Issuer, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt);

/// <summary><c>GET /v1/openid</c>.</summary>
public sealed record OwnOpenIdList(IReadOnlyList<OwnOpenId> Identities);

/// <summary>
/// What the console reads in its address when the provider has sent the browser back: <c>/console/#openid=…</c>. After a
/// sign-in that worked there is none.
/// </summary>
public static class OpenIdCodes
{
    /// <summary>The identity was linked.</summary>
    public const string Linked = "linked";

    /// <summary>The person or the provider said no.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>It took too long, was done before, or began in another browser or session.</summary>
    public const string Expired = "expired";

    /// <summary>What the provider sent did not pass the checks.</summary>
    public const string Refused = "refused";

    /// <summary>The provider did not tell of a second factor.</summary>
    public const string SecondFactor = "second_factor";

    /// <summary>No account that works here is linked to this identity.</summary>
    public const string Unknown = "unknown";

    /// <summary>The identity or the account is linked already.</summary>
    public const string Taken = "taken";

    /// <summary>The organisation's people sign in by passkey and by nothing else.</summary>
    public const string PasskeyRequired = "passkey_required";

    /// <summary>The provider cannot be reached.</summary>
    public const string Unavailable = "unavailable";
}
