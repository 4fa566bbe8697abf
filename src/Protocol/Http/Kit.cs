namespace Sotto.Protocol.Http;

/// <summary>When a test last showed that the printed kit holds the root key, and who made it.</summary>
public sealed record KitTest(DateTimeOffset At, UserId By, string Name);

/// <summary><c>GET /v1/kit</c>, for the owner: since when there is a kit, and when it was last tested.</summary>
public sealed record KitState(DateTimeOffset MadeAt, KitTest? LastTest);

/// <summary>
/// <c>POST /v1/kit/tests</c>. <c>Proof</c> is a proof (RFC 9449) of this very request, with a nonce of its own, that the root
/// key made: the one in the header is of the caller's device. The kit itself goes nowhere.
/// </summary>
public sealed record KitTestRequest(string Proof);
