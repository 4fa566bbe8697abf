using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sotto.Server.Tests.Accounts;

/// <summary>A provider on a loopback port with a key of its own, which can sign whatever a test wants.</summary>
internal abstract class OpenIdTestProvider : IAsyncDisposable
{
    public const string ClientId = "sotto console";
    public const string ClientSecret = "sentinel:secret+of%the&client";

    /// <summary>What this class signs with; the providers publish its public half.</summary>
    protected const string KeyId = "key-1";

    private WebApplication? _app;

    public RSA Key { get; } = RSA.Create(2048);

    /// <summary>Every code and token that was given out, for tests that look for them where they must not be.</summary>
    public List<string> Secrets { get; } = [];

    public string Authority => _app!.Urls.Single();

    /// <summary>As this provider writes it into tokens.</summary>
    public abstract string Issuer { get; }

    /// <summary>A signed token; <paramref name="algorithm"/> may be one that nobody should accept.</summary>
    public string Sign(object claims, string algorithm = "RS256", RSA? key = null, string kid = KeyId)
    {
        string header = Encode(
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    alg = algorithm,
                    kid,
                    typ = "JWT",
                }
            )
        );
        string body = $"{header}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        byte[] bytes = Encoding.ASCII.GetBytes(body);
        RSA signer = key ?? Key;
        byte[] signature = algorithm switch
        {
            "RS256" => signer.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            "PS256" => signer.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            "RS512" => signer.SignData(bytes, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
            "HS256" => HMACSHA256.HashData(Encoding.ASCII.GetBytes(Key.ExportSubjectPublicKeyInfoPem()), bytes),
            "none" => [],
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
        };
        string token = $"{body}.{Encode(signature)}";
        Secrets.Add(token);
        return token;
    }

    /// <summary>A logout token that must be obeyed.</summary>
    public Dictionary<string, object?> Logout(DateTimeOffset now, string? subject = null, string? sid = null)
    {
        Dictionary<string, object?> claims = new(StringComparer.Ordinal)
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(2).ToUnixTimeSeconds(),
            ["jti"] = Encode(RandomNumberGenerator.GetBytes(16)),
            ["events"] = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["http://schemas.openid.net/event/backchannel-logout"] = new { },
            },
        };
        if (subject is not null)
        {
            claims["sub"] = subject;
        }

        if (sid is not null)
        {
            claims["sid"] = sid;
        }

        return claims;
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        Key.Dispose();
    }

    protected static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    protected async Task RunAsync(Action<IServiceCollection> services, Action<WebApplication> map)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        services(builder.Services);
        _app = builder.Build();
        map(_app);
        await _app.StartAsync();
    }
}
