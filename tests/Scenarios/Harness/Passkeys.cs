using System.Text.Json;

namespace Sotto.Scenarios.Harness;

/// <summary>A virtual authenticator inside the browser: resident keys, user verification, nobody has to touch it.</summary>
public static class Passkeys
{
    public static async Task PlugInAsync(IPage page) => await PlugInAsync(page, "internal");

    /// <summary>
    /// Another authenticator, one that does not know its user, or one that keeps no secrets (WebAuthn's PRF); the answer
    /// unplugs it.
    /// </summary>
    public static async Task<Func<Task>> PlugInAsync(
        IPage page,
        string transport,
        bool isUserVerified = true,
        bool hasPrf = true
    )
    {
        ICDPSession session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        JsonElement? added = await session.SendAsync(
            "WebAuthn.addVirtualAuthenticator",
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["options"] = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["protocol"] = "ctap2",
                    ["transport"] = transport,
                    ["hasResidentKey"] = true,
                    ["hasUserVerification"] = true,
                    ["isUserVerified"] = isUserVerified,
                    ["ctap2Version"] = "ctap2_1",
                    ["hasPrf"] = hasPrf,
                    ["automaticPresenceSimulation"] = true,
                },
            }
        );
        string id = added!.Value.GetProperty("authenticatorId").GetString()!;
        return () =>
            session.SendAsync(
                "WebAuthn.removeVirtualAuthenticator",
                new Dictionary<string, object>(StringComparer.Ordinal) { ["authenticatorId"] = id }
            );
    }
}
