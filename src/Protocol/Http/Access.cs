namespace Sotto.Protocol.Http;

/// <summary>Reply of <c>POST /v1/nonces</c>: usable once, for five minutes.</summary>
public sealed record NonceReply(string Nonce);

/// <summary><c>POST /v1/tokens</c>, with a proof.</summary>
public sealed record TokenRequest(DeviceId Device);

/// <summary>The device's access token; the one before has ended.</summary>
public sealed record TokenReply(string Token, DateTimeOffset ExpiresAt)
{
    /// <summary>Silent about the token, because records print their members into logs.</summary>
    public override string ToString() => nameof(TokenReply);
}
