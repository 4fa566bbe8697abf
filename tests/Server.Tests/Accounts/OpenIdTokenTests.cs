using System.Security.Cryptography;
using Sotto.Protocol.Http;
using Sotto.Server.Configuration;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Accounts;

/// <summary>ID tokens that somebody else made, or that were made for something else, open nothing.</summary>
public sealed class OpenIdTokenTests(Stores stores)
{
    private static readonly Dictionary<
        string,
        Func<OpenIdHostileProvider, Dictionary<string, object?>, string>
    > Forgeries = new(StringComparer.Ordinal)
    {
        ["another nonce"] = With("nonce", "another"),
        ["no nonce"] = Without("nonce"),
        ["another audience"] = With("aud", "another-client"),
        ["no audience"] = Without("aud"),
        ["two audiences and another authorised party"] = (provider, claims) =>
        {
            claims["aud"] = new[] { OpenIdTestProvider.ClientId, "another-client" };
            claims["azp"] = "another-client";
            return provider.Sign(claims);
        },
        ["another issuer"] = With("iss", "https://other.example"),
        ["no issuer"] = Without("iss"),
        ["expired"] = With("exp", TimeProvider.System.GetUtcNow().AddMinutes(-6).ToUnixTimeSeconds()),
        ["without an end"] = Without("exp"),
        ["not yet valid"] = With("nbf", TimeProvider.System.GetUtcNow().AddMinutes(6).ToUnixTimeSeconds()),
        ["no subject"] = Without("sub"),
        ["an endless subject"] = With("sub", new string('s', 256)),
        ["the hash of another access token"] = With("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"),
        ["no signature"] = (provider, claims) => provider.Sign(claims, "none"),
        ["HMAC with the public key"] = (provider, claims) => provider.Sign(claims, "HS256"),
        ["an algorithm that is not on the list"] = (provider, claims) => provider.Sign(claims, "RS512"),
        ["another key under the same name"] = (provider, claims) => SignedByAnother(provider, claims, "key-1"),
        ["a key that is not published"] = (provider, claims) => SignedByAnother(provider, claims, "key-2"),
        ["a cut signature"] = (provider, claims) => provider.Sign(claims)[..^4],
        ["no token"] = (_, _) => "",
        ["text"] = (_, _) => "not a token",
    };

    private static readonly (string Methods, string Acr)[] Strong =
    [
        ("pwd otp", ""),
        ("hwk pin", ""),
        ("swk pin", ""),
        ("pwd", "urn:example:strong"),
        ("", "urn:example:strong"),
    ];

    [Fact]
    public async Task A_forged_token_signs_nobody_in()
    {
        OpenIdHostileProvider provider = await OpenIdHostileProvider.StartAsync();
        await using OpenIdScene scene = await OpenIdScene.OpenAsync(stores, Stores.Sqlite, provider);
        await scene.HireLinkedAsync();
        foreach ((string name, Func<OpenIdHostileProvider, Dictionary<string, object?>, string> forge) in Forgeries)
        {
            provider.Forge = claims => forge(provider, claims);
            string? code = await scene.RefusedAsync(() => scene.SignInAsync());
            Assert.True(code == OpenIdCodes.Refused, $"{name}: {code}");
        }

        provider.Forge = null;
        Assert.NotNull((await scene.SignInAsync()).Session);
    }

    [Fact]
    public async Task A_token_signed_with_PSS_is_as_good()
    {
        OpenIdHostileProvider provider = await OpenIdHostileProvider.StartAsync();
        await using OpenIdScene scene = await OpenIdScene.OpenAsync(stores, Stores.Sqlite, provider);
        await scene.HireLinkedAsync();
        provider.Forge = claims => provider.Sign(claims, "PS256");

        Assert.NotNull((await scene.SignInAsync()).Session);
    }

    [Fact]
    public async Task Without_a_second_factor_nobody_gets_in()
    {
        OpenIdHostileProvider provider = await OpenIdHostileProvider.StartAsync();
        await using OpenIdScene scene = await OpenIdScene.OpenAsync(stores, Stores.Sqlite, provider);
        await scene.HireLinkedAsync();
        foreach (string methods in new[] { "pwd", "", "swk", "pin", "otp", "hwk", "MFA", "pwd mfa-later" })
        {
            provider.Forge = Claiming(provider, methods, "urn:example:password");
            string? code = await scene.RefusedAsync(() => scene.SignInAsync());
            Assert.True(code == OpenIdCodes.SecondFactor, $"{methods}: {code}");
        }
    }

    [Fact]
    public async Task A_second_factor_is_told_by_method_or_by_a_class_that_the_operator_named()
    {
        OpenIdHostileProvider provider = await OpenIdHostileProvider.StartAsync();
        await using OpenIdScene scene = await OpenIdScene.OpenAsync(
            stores,
            Stores.Sqlite,
            provider,
            settings => settings with { AcceptedAcr = ["urn:example:strong"] }
        );
        await scene.HireLinkedAsync();
        foreach ((string methods, string acr) in Strong)
        {
            provider.Forge = Claiming(provider, methods, acr);
            Assert.True((await scene.SignInAsync()).Session is not null, $"{methods} {acr}");
        }
    }

    [Fact]
    public async Task An_operator_can_vouch_for_a_provider_that_says_nothing()
    {
        OpenIdHostileProvider provider = await OpenIdHostileProvider.StartAsync();
        await using OpenIdScene scene = await OpenIdScene.OpenAsync(
            stores,
            Stores.Sqlite,
            provider,
            settings => settings with { TrustsSecondFactor = true }
        );
        await scene.HireLinkedAsync();
        provider.Forge = Claiming(provider, "", "");

        Assert.NotNull((await scene.SignInAsync()).Session);
    }

    private static Func<Dictionary<string, object?>, string> Claiming(
        OpenIdHostileProvider provider,
        string methods,
        string acr
    ) =>
        claims =>
        {
            claims["amr"] = methods.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            claims["acr"] = acr;
            return provider.Sign(claims);
        };

    private static Func<OpenIdHostileProvider, Dictionary<string, object?>, string> With(string claim, object value) =>
        (provider, claims) =>
        {
            claims[claim] = value;
            return provider.Sign(claims);
        };

    private static Func<OpenIdHostileProvider, Dictionary<string, object?>, string> Without(string claim) =>
        (provider, claims) =>
        {
            claims.Remove(claim);
            return provider.Sign(claims);
        };

    private static string SignedByAnother(OpenIdTestProvider provider, Dictionary<string, object?> claims, string name)
    {
        using RSA another = RSA.Create(2048);
        return provider.Sign(claims, key: another, kid: name);
    }
}
