namespace Sotto.Server.Http;

/// <summary>The codes with which an endpoint itself refuses, beside those that its rule implies.</summary>
internal sealed record Refuses(IReadOnlyList<string> Codes);

internal static class RefusesExtensions
{
    /// <summary>Names the codes in the OpenAPI document.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params string[] codes) =>
        endpoint.WithMetadata(new Refuses(codes));
}
