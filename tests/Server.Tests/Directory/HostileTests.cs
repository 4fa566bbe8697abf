using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Accounts;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Directory;

/// <summary>Rows of the list of what went wrong elsewhere, played against accounts and directory.</summary>
public sealed class HostileTests(Stores stores)
{
    /// <summary>Row 1: every id of the other organisation, in every place that takes one.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Row_1_ids_of_another_organisation_lead_nowhere(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        await scene.Others.StockOwnerAsync();
        TestOrganisation others = scene.Others;
        TestDevice owner = scene.Owner;
        TestDevice theirs = others.OwnerDevice;
        await owner.TokenAsync();
        string ourCertificate = scene.Ours.AgentCertificate(theirs, others.Owner, scene.Ours.Inbox);

        Dictionary<string, Func<Task<Reply>>> attempts = new(StringComparer.Ordinal)
        {
            ["read their stock"] = () => owner.ReadAsync($"/v1/devices/{theirs.Id}/key-packages"),
            ["fill their stock"] = () =>
                owner.CallAsync($"/v1/devices/{theirs.Id}/key-packages", new UploadKeyPackagesRequest([])),
            ["certify their device"] = () => scene.PublishAsync(theirs, ourCertificate),
            ["publish their certificate"] = () =>
                scene.PublishAsync(theirs, others.OwnerCertificate, others.IssuerCertificate),
            ["publish their certificate for our device"] = () =>
                scene.PublishAsync(owner, others.OwnerCertificate, others.IssuerCertificate),
            ["publish their issuer"] = () =>
                TwoCompanies.CommandAsync(owner, "/v1/issuers", new PublishIssuerRequest(others.IssuerCertificate)),
            ["invite into their inbox"] = () =>
                TwoCompanies.CommandAsync(
                    owner,
                    "/v1/invitations",
                    new InviteRequest("Eve", AccountRole.Agent, [others.Inbox])
                ),
            ["make their inbox again"] = () =>
                TwoCompanies.CommandAsync(
                    owner,
                    "/v1/inboxes",
                    new NewInbox(others.Inbox, "Mine", "", "https://company.example")
                ),
        };

        await AllRefusedAsync(scene, attempts);
        Assert.Single((await owner.GetAsync("/v1/inboxes")).As<InboxList>().Inboxes);
    }

    /// <summary>Row 1 again, with keys and sessions of two organisations mixed.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Row_1_keys_and_sessions_of_two_organisations_do_not_mix(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        TestDevice owner = scene.Owner;
        TestDevice theirs = scene.Others.OwnerDevice;

        Dictionary<string, Func<Task<Reply>>> attempts = new(StringComparer.Ordinal)
        {
            ["register their device"] = () =>
                TwoCompanies.CommandAsync(
                    owner,
                    "/v1/devices",
                    new RegisterDeviceRequest(theirs.Id, "Mine", owner.Key.PublicKey.Raw)
                ),
            ["register their key"] = () =>
                TwoCompanies.CommandAsync(
                    owner,
                    "/v1/devices",
                    new RegisterDeviceRequest(theirs.Id, "Mine", theirs.Key.PublicKey.Raw)
                ),
            ["register their key as ours"] = () => RegisterAsOursAsync(scene, theirs),
            ["a token for their device"] = () =>
                owner.PostAsync("/v1/tokens", new TokenRequest(theirs.Id), proof: true),
            ["a token for their device in our session"] = () =>
                AsAsync(
                    theirs,
                    owner.Cookie,
                    () => theirs.PostAsync("/v1/tokens", new TokenRequest(theirs.Id), proof: true)
                ),
            ["a token without a session"] = () =>
                AsAsync(owner, null, () => owner.PostAsync("/v1/tokens", new TokenRequest(owner.Id), proof: true)),
            ["their proof in our session"] = () =>
                AsAsync(
                    theirs,
                    owner.Cookie,
                    () =>
                        TwoCompanies.CommandAsync(
                            theirs,
                            "/v1/invitations",
                            new InviteRequest("Eve", AccountRole.Agent, [scene.Ours.Inbox])
                        )
                ),
        };

        await AllRefusedAsync(scene, attempts);
        Assert.Single((await owner.GetAsync("/v1/devices")).As<StaffDeviceList>().Devices);
    }

    /// <summary>Row 9: numbers, objects, arrays and nothing where the interface says text.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Row_9_wrong_types_are_malformed(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        TestDevice owner = scene.Owner;
        string token = await scene.InviteAsync();
        Dictionary<string, object> bodies = new(StringComparer.Ordinal)
        {
            ["/v1/tokens"] = new TokenRequest(owner.Id),
            ["/v1/invitations"] = new InviteRequest("Ida", AccountRole.Agent, [scene.Ours.Inbox]),
            ["/v1/inboxes"] = new NewInbox(InboxId.New(TwoCompanies.Random), "New", "", "https://company.example"),
            ["/v1/devices"] = new RegisterDeviceRequest(owner.Id, "Laptop", owner.Key.PublicKey.Raw),
            ["/v1/certificates"] = new PublishCertificateRequest(owner.Id, "a", "b"),
            ["/v1/issuers"] = new PublishIssuerRequest("a"),
            ["/v1/revocations"] = new PublishRevocationsRequest("a"),
            [$"/v1/inboxes/{scene.Ours.Inbox}/key-packages"] = new KeyPackagesRequest([owner.Id]),
        };

        foreach ((string path, object body) in bodies)
        {
            foreach (JsonNode wrong in Wrong(body))
            {
                Reply reply = await scene.RefusedAsync(() => TwoCompanies.CommandAsync(owner, path, wrong));
                Assert.True(reply.Status == HttpStatusCode.BadRequest, $"{path} {wrong.ToJsonString()} {reply.Body}");
            }
        }

        foreach (JsonNode wrong in Wrong(new InvitationOptionsRequest(UserId.New(TwoCompanies.Random))))
        {
            Reply reply = await scene.RefusedAsync(() => scene.InvitedAsync("/v1/invitation/options", token, wrong));
            Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        }
    }

    /// <summary>Row 12: whatever somebody types as a name or id, it opens nothing: only keys and passkeys do.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Row_12_a_typed_name_or_id_grants_nothing(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        using TestDevice stranger = new(scene.Host);
        (string, string)[] claims =
        [
            ("Cookie", $"__Host-sotto={scene.Ours.Owner}"),
            ("Authorization", $"Bearer {scene.Owner.Id}"),
            ("Sotto-Request", "1"),
        ];

        foreach (string path in new[] { "/v1/session", "/v1/devices", "/v1/inboxes", "/v1/invitations" })
        {
            Reply reply = await scene.RefusedAsync(() => scene.GetAsync(path, claims));
            // Where programs come in as well, the typed id was taken for a token that there never was.
            Assert.Equal(HttpStatusCode.Unauthorized, reply.Status);
            Assert.Contains(reply.Code, new[] { ProblemCodes.Unauthenticated, ProblemCodes.TokenEnded });
        }

        Reply token = await scene.RefusedAsync(() =>
            stranger.PostAsync("/v1/tokens", new TokenRequest(scene.Owner.Id), proof: true)
        );
        token.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.Unauthenticated);
        Reply stock = await scene.RefusedAsync(() =>
            scene.GetAsync($"/v1/devices/{scene.Owner.Id}/key-packages", claims)
        );
        Assert.Equal(HttpStatusCode.Unauthorized, stock.Status);
    }

    /// <summary>Row 19: an id of one type is refused as another, in bodies and in paths.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Row_19_an_id_of_one_type_is_refused_as_another(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        TestDevice owner = scene.Owner;
        await owner.TokenAsync();
        string bits = owner.Id.ToString()[4..];
        string[] prefixes = ["org_", "inb_", "usr_", "cus_", "cnv_", "msg_", "DEV_", "dev-", ""];

        foreach (string prefix in prefixes)
        {
            string id = prefix + bits;
            JsonObject TokenBody() => new() { ["device"] = id };
            Reply inBody = await scene.RefusedAsync(() => owner.PostAsync("/v1/tokens", TokenBody(), proof: true));
            Reply inList = await scene.RefusedAsync(() =>
                owner.PostAsync(
                    $"/v1/inboxes/{scene.Ours.Inbox}/key-packages",
                    new JsonObject { ["devices"] = new JsonArray(id) },
                    proof: true
                )
            );
            Reply inPath = await scene.RefusedAsync(() => owner.ReadAsync($"/v1/devices/{id}/key-packages"));
            Assert.Equal(HttpStatusCode.BadRequest, inBody.Status);
            Assert.Equal(HttpStatusCode.BadRequest, inList.Status);
            Assert.True(inPath.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, id);
        }

        Reply inbox = await scene.RefusedAsync(() => scene.GetAsync($"/v1/inboxes/{owner.Id}"));
        Assert.True(inbox.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound);
        Reply unknown = await scene.RefusedAsync(() =>
            scene.GetAsync($"/v1/inboxes/{InboxId.New(TwoCompanies.Random)}")
        );
        unknown.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
    }

    /// <summary>A retried command is done once, and its key serves no other command.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_retried_command_is_done_once(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        NewInbox inbox = new(InboxId.New(TwoCompanies.Random), "Second", "", "https://company.example");
        MessageId key = TestDevice.NewMessageId();

        Reply first = await TwoCompanies.CommandAsync(scene.Owner, "/v1/inboxes", inbox, key);
        string after = await scene.Host.FingerprintAsync();
        Reply again = await TwoCompanies.CommandAsync(scene.Owner, "/v1/inboxes", inbox, key);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.Status, again.Status));
        Assert.Equal(after, await scene.Host.FingerprintAsync());
        Reply other = await scene.RefusedAsync(() =>
            TwoCompanies.CommandAsync(scene.Owner, "/v1/inboxes", inbox with { Name = "Third" }, key)
        );
        other.IsRefused(HttpStatusCode.UnprocessableEntity, ProblemCodes.IdempotencyMismatch);
    }

    /// <summary>The body with each member in turn replaced by what it must not be, left out, or joined by another.</summary>
    private static IEnumerable<JsonNode> Wrong(object body)
    {
        string text = JsonSerializer.Serialize(body, body.GetType(), ProtocolJson.Options);
        foreach (string member in JsonNode.Parse(text)!.AsObject().Select(member => member.Key).ToList())
        {
            foreach (string wrong in new[] { "1", "true", "null", "{\"$ne\":null}", "[[\"x\"]]" })
            {
                JsonObject changed = JsonNode.Parse(text)!.AsObject();
                changed[member] = JsonNode.Parse(wrong);
                yield return changed;
            }

            JsonObject lacking = JsonNode.Parse(text)!.AsObject();
            lacking.Remove(member);
            yield return lacking;
        }

        JsonObject more = JsonNode.Parse(text)!.AsObject();
        more["isOwner"] = true;
        yield return more;
        yield return new JsonArray();
        yield return JsonValue.Create("text");
    }

    private static async Task AllRefusedAsync(TwoCompanies scene, Dictionary<string, Func<Task<Reply>>> attempts)
    {
        foreach ((string name, Func<Task<Reply>> attempt) in attempts)
        {
            Reply reply = await scene.RefusedAsync(attempt);
            Assert.True(reply.Status != HttpStatusCode.TooManyRequests, name);
        }
    }

    private static async Task<Reply> AsAsync(TestDevice device, string? cookie, Func<Task<Reply>> call)
    {
        string? own = device.Cookie;
        device.Cookie = cookie;
        try
        {
            return await call();
        }
        finally
        {
            device.Cookie = own;
        }
    }

    private static Task<Reply> RegisterAsOursAsync(TwoCompanies scene, TestDevice theirs) =>
        AsAsync(
            theirs,
            scene.Owner.Cookie,
            () =>
                TwoCompanies.CommandAsync(
                    theirs,
                    "/v1/devices",
                    new RegisterDeviceRequest(DeviceId.New(TwoCompanies.Random), "Mine", theirs.Key.PublicKey.Raw)
                )
        );
}
