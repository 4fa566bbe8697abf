using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Sotto.Server.Tests.Accounts;

/// <summary>
/// A provider that is honest until a test says otherwise: <see cref="Forge"/> writes the ID token out of the claims that an
/// honest one would have.
/// </summary>
internal sealed class OpenIdHostileProvider : OpenIdTestProvider
{
    private sealed record Grant(string Nonce, string Challenge);

    private readonly Dictionary<string, Grant> _grants = new(StringComparer.Ordinal);

    private OpenIdHostileProvider() { }

    public override string Issuer => ClaimedIssuer ?? Authority;

    /// <summary>What the description names as the issuer, when it is not the address.</summary>
    public string? ClaimedIssuer { get; set; }

    /// <summary>Where the description says that codes and the client's secret go, when it is not here.</summary>
    public string? ClaimedTokenEndpoint { get; set; }

    public string Subject { get; set; } = "subject-of-the-agent";

    public Func<Dictionary<string, object?>, string>? Forge { get; set; }

    /// <summary>Whether the token endpoint answers with an error, its text included.</summary>
    public string? TokenError { get; set; }

    public static async Task<OpenIdHostileProvider> StartAsync()
    {
        OpenIdHostileProvider provider = new();
        await provider.RunAsync(_ => { }, provider.Map);
        return provider;
    }

    private void Map(WebApplication app)
    {
        app.MapGet("/.well-known/openid-configuration", Describe);
        app.MapGet("/jwks", Keys);
        app.MapGet("/authorize", Authorize);
        app.MapPost("/token", TokenAsync);
    }

    private IResult Describe() =>
        Results.Json(
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["issuer"] = Issuer,
                ["authorization_endpoint"] = $"{Authority}/authorize",
                ["token_endpoint"] = ClaimedTokenEndpoint ?? $"{Authority}/token",
                ["jwks_uri"] = $"{Authority}/jwks",
                ["token_endpoint_auth_methods_supported"] = new[] { "client_secret_post" },
            }
        );

    private IResult Keys()
    {
        RSAParameters key = Key.ExportParameters(includePrivateParameters: false);
        return Results.Json(
            new
            {
                keys = new[]
                {
                    new
                    {
                        kty = "RSA",
                        use = "sig",
                        kid = KeyId,
                        n = Encode(key.Modulus!),
                        e = Encode(key.Exponent!),
                    },
                },
            }
        );
    }

    private IResult Authorize(HttpRequest request)
    {
        string code = "sentinel-code-" + Encode(RandomNumberGenerator.GetBytes(16));
        Secrets.Add(code);
        _grants[code] = new Grant(request.Query["nonce"]!, request.Query["code_challenge"]!);
        string state = Uri.EscapeDataString(request.Query["state"]!);
        return Results.Redirect($"{request.Query["redirect_uri"]}?code={code}&state={state}");
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        IFormCollection form = await request.ReadFormAsync();
        if (TokenError is not null)
        {
            return Results.Json(new { error = "invalid_grant", error_description = TokenError }, statusCode: 400);
        }

        bool isKnown = _grants.Remove(form["code"]!, out Grant? grant);
        string challenge = Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        bool isClient = form["client_id"] == ClientId && form["client_secret"] == ClientSecret;
        if (!isKnown || challenge != grant!.Challenge || !isClient)
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        }

        Dictionary<string, object?> claims = HonestClaims(grant.Nonce);
        string token = Forge is null ? Sign(claims) : Forge(claims);
        return Results.Json(
            new
            {
                access_token = "sentinel-access-token",
                token_type = "Bearer",
                id_token = token,
            }
        );
    }

    private Dictionary<string, object?> HonestClaims(string nonce)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["iss"] = Issuer,
            ["sub"] = Subject,
            ["aud"] = ClientId,
            ["iat"] = now,
            ["exp"] = now + 300,
            ["nonce"] = nonce,
            ["amr"] = new[] { "mfa" },
        };
    }
}
