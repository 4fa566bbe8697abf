using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Sotto.Protocol;

namespace Sotto.Scenarios.Hostile;

/// <summary>
/// A chat server turned malicious, as one visitor meets it: the answers that say who listens and with which keys are
/// rewritten on their way into the browser.
/// </summary>
internal sealed class HostileServer(IBrowserContext visitor, string organisation, string inbox)
{
    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();

    public Task RewriteDirectoryAsync(Action<JsonObject> rewrite) => RewriteAsync($"**/v1/inboxes/{inbox}", rewrite);

    public Task RewriteKeyPackagesAsync(Action<JsonObject> rewrite) =>
        RewriteAsync($"**/v1/inboxes/{inbox}/key-packages", rewrite);

    /// <summary>
    /// Lists a device that the attacker holds, with certificates by whoever holds the root, and the issuer's list of
    /// revocations, which is fresh so that nothing but the certificates decides.
    /// </summary>
    public void AddIntruder(JsonObject reply, SigningKey root, string device, DateTimeOffset at)
    {
        using SigningKey issuer = SigningKey.Generate();
        using SigningKey key = SigningKey.Generate();
        UserId user = UserId.New(Random);
        AgentSubject subject = new(
            OrganisationId.Parse(organisation),
            user,
            "Eve Intruder",
            CertificateRole.Agent,
            DeviceId.Parse(device),
            [InboxId.Parse(inbox)],
            key.PublicKey
        );
        JsonObject agent = new()
        {
            ["device"] = device,
            ["certificate"] = CertificateIssuing.Agent(issuer, subject, at, Random),
            ["issuer"] = CertificateIssuing.Issuer(root, subject.Organisation, user, "Eve", issuer.PublicKey, at),
            ["onDuty"] = true,
        };
        reply["agents"]!.AsArray().Insert(0, agent);
        Dictionary<string, DateTimeOffset> revoked = new(StringComparer.Ordinal);
        string list = CertificateIssuing.Revocations(
            issuer,
            subject.Organisation,
            1,
            revoked,
            TimeProvider.System.GetUtcNow()
        );
        reply["revocations"]!.AsArray().Add(list);
    }

    public void OnlyIntruder(JsonObject reply, SigningKey root, DateTimeOffset at)
    {
        reply["agents"] = new JsonArray();
        reply["revocations"] = new JsonArray();
        AddIntruder(reply, root, NewDevice(), at);
    }

    public static string NewDevice() => DeviceId.New(Random).ToString();

    private Task RewriteAsync(string address, Action<JsonObject> rewrite) =>
        visitor.RouteAsync(
            address,
            async route =>
            {
                IAPIResponse reply = await route.FetchAsync();
                JsonObject body = JsonNode.Parse(await reply.TextAsync())!.AsObject();
                rewrite(body);
                await route.FulfillAsync(new() { Response = reply, Body = body.ToJsonString() });
            }
        );
}
