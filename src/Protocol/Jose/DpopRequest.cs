namespace Sotto.Protocol;

/// <summary>The request that a proof is made for.</summary>
/// <param name="Method">The HTTP method, upper case.</param>
/// <param name="Url">Public origin and path, without query.</param>
/// <param name="AccessToken">The token sent along, or null when none is.</param>
public sealed record DpopRequest(string Method, string Url, string? AccessToken = null)
{
    /// <summary>Silent about the token, because records print their members into logs.</summary>
    public override string ToString() => $"{Method} {Url}";
}
