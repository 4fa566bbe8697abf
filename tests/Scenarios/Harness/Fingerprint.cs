using System.Text.Json;

namespace Sotto.Scenarios.Harness;

/// <summary>A virtual authenticator that can stop to recognise its person, with all its passkeys still in it.</summary>
public sealed class Fingerprint
{
    private readonly ICDPSession _session;
    private readonly string _authenticator;

    private Fingerprint(ICDPSession session, string authenticator) =>
        (_session, _authenticator) = (session, authenticator);

    public static async Task<Fingerprint> PlugInAsync(IPage page)
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
                    ["transport"] = "internal",
                    ["hasResidentKey"] = true,
                    ["hasUserVerification"] = true,
                    ["isUserVerified"] = true,
                    ["automaticPresenceSimulation"] = true,
                },
            }
        );
        return new(session, added!.Value.GetProperty("authenticatorId").GetString()!);
    }

    public Task RecognisesAsync(bool isPerson) =>
        _session.SendAsync(
            "WebAuthn.setUserVerified",
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["authenticatorId"] = _authenticator,
                ["isUserVerified"] = isPerson,
            }
        );
}
