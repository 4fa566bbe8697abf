using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Accounts;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Directory;

public sealed class CertificateTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_new_device_waits_is_certified_and_then_listens(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireAsync();
        Reply first = await TwoCompanies.RegisterAsync(agent.Device);
        Reply again = await TwoCompanies.RegisterAsync(agent.Device);

        StaffDevice waiting = Assert.Single((await agent.Device.GetAsync("/v1/devices")).As<StaffDeviceList>().Devices);
        Reply early = await agent.Device.CallAsync(
            $"/v1/devices/{agent.Device.Id}/key-packages",
            new UploadKeyPackagesRequest([])
        );
        Assert.DoesNotContain((await scene.DirectoryAsync()).Agents, listed => listed.Device == agent.Device.Id);
        string certificate = await scene.CertifyAsync(agent.Device, agent.User);
        IReadOnlyList<StaffDevice> all = (await scene.Owner.GetAsync("/v1/devices")).As<StaffDeviceList>().Devices;
        InboxDirectory directory = await scene.DirectoryAsync();

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.Status, again.Status));
        Assert.Null(waiting.Certificate);
        Assert.Equal([scene.Ours.Inbox], waiting.Inboxes);
        early.IsRefused(HttpStatusCode.Conflict, ProblemCodes.WaitingForCertificate);
        Assert.Equal(2, all.Count);
        StaffDevice certified = all.Single(device => device.Device == agent.Device.Id);
        Assert.Equal((certificate, false), (certified.Certificate, certified.Revoked));
        Assert.Equal((agent.User, "Agent", AccountRole.Agent), (certified.User, certified.UserName, certified.Role));
        ListedAgent listed = directory.Agents.Single(listed => listed.Device == agent.Device.Id);
        Assert.Equal((certificate, scene.Ours.IssuerCertificate), (listed.Certificate, listed.Issuer));
        Assert.Single((await scene.Others.OwnerDevice.GetAsync("/v1/devices")).As<StaffDeviceList>().Devices);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task On_duty_means_connected_now(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Assert.False(Assert.Single((await scene.DirectoryAsync()).Agents).OnDuty);

        using TestSocket socket = await scene.Owner.ConnectAsync();
        await socket.MissedAsync();

        Assert.True(Assert.Single((await scene.DirectoryAsync()).Agents).OnDuty);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_certificate_that_clients_would_refuse_is_refused_here(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireRegisteredAsync();
        TestOrganisation ours = scene.Ours;
        TestOrganisation others = scene.Others;
        using SigningKey strange = SigningKey.Generate();
        DateTimeOffset now = scene.Host.Time.GetUtcNow();
        string Make(
            SigningKey? signer = null,
            OrganisationId? organisation = null,
            UserId? user = null,
            DeviceId? device = null,
            InboxId? inbox = null,
            Ed25519PublicKey? key = null,
            DateTimeOffset? at = null
        ) =>
            CertificateIssuing.Agent(
                signer ?? ours.Issuer,
                new AgentSubject(
                    organisation ?? ours.Id,
                    user ?? agent.User,
                    "Agent",
                    CertificateRole.Agent,
                    device ?? agent.Device.Id,
                    [inbox ?? ours.Inbox],
                    key ?? agent.Device.Key.PublicKey
                ),
                at ?? now,
                TwoCompanies.Random
            );
        Dictionary<string, (string Certificate, string Issuer)> cases = new(StringComparer.Ordinal)
        {
            ["signed by a stranger"] = (Make(signer: strange), ours.IssuerCertificate),
            ["signed by the root"] = (Make(signer: ours.Root), ours.IssuerCertificate),
            ["signed by the other organisation"] = (Make(signer: others.Issuer), others.IssuerCertificate),
            ["of the other organisation"] = (Make(organisation: others.Id), ours.IssuerCertificate),
            ["issuer that only claims this root"] = (
                Make(signer: strange),
                CertificateIssuing.Issuer(strange, ours.Id, ours.Owner, "Owner", strange.PublicKey, now)
            ),
            ["of somebody else"] = (Make(user: ours.Owner), ours.IssuerCertificate),
            ["of another device"] = (Make(device: scene.Owner.Id), ours.IssuerCertificate),
            ["of another key"] = (Make(key: strange.PublicKey), ours.IssuerCertificate),
            ["for a foreign inbox"] = (Make(inbox: others.Inbox), ours.IssuerCertificate),
            ["from the future"] = (Make(at: now.AddDays(1)), ours.IssuerCertificate),
            ["past its end"] = (Make(at: now.AddDays(-91)), ours.IssuerCertificate),
            ["issuer in the place of the agent"] = (ours.IssuerCertificate, ours.IssuerCertificate),
            ["agent in the place of the issuer"] = (Make(), ours.OwnerCertificate),
            ["nothing"] = ("", ""),
        };

        foreach ((string name, (string certificate, string issuer)) in cases)
        {
            Reply reply = await scene.RefusedAsync(() => scene.PublishAsync(agent.Device, certificate, issuer));
            Assert.True(reply.Code is ProblemCodes.NotCertified or ProblemCodes.Malformed, $"{name}: {reply.Code}");
        }

        Assert.Equal(HttpStatusCode.Created, (await scene.PublishAsync(agent.Device, Make())).Status);
    }

    /// <summary>Row 33: nothing in the header of a certificate chooses the algorithm or the key.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Row_33_a_certificate_cannot_choose_how_it_is_verified(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireRegisteredAsync();
        string honest = scene.Ours.AgentCertificate(agent.Device, agent.User, scene.Ours.Inbox);
        SigningKey issuer = scene.Ours.Issuer;
        byte[] publicKey = issuer.PublicKey.Raw.ToArray();
        using SigningKey own = SigningKey.Generate();
        JsonObject Jwk() =>
            new()
            {
                ["kty"] = "OKP",
                ["crv"] = "Ed25519",
                ["x"] = own.PublicKey.Raw.ToBase64Url(),
            };
        byte[] Sign(byte[] data) => issuer.Sign(data);
        byte[] SignOwn(byte[] data) => own.Sign(data);
        Dictionary<string, string> cases = new(StringComparer.Ordinal)
        {
            ["none"] = Resign(honest, header => header["alg"] = "none", _ => []),
            ["None"] = Resign(honest, header => header["alg"] = "None", _ => []),
            ["no signature"] = Resign(honest, _ => { }, _ => []),
            ["HMAC under the public key"] = Resign(
                honest,
                header => header["alg"] = "HS256",
                data => HMACSHA256.HashData(publicKey, data)
            ),
            ["another name of the algorithm"] = Resign(honest, header => header["alg"] = "EdDSA", Sign),
            ["RS256"] = Resign(honest, header => header["alg"] = "RS256", Sign),
            ["a key brought along"] = Resign(honest, header => header["jwk"] = Jwk(), SignOwn),
            ["a key brought along instead of the id"] = Resign(
                honest,
                header =>
                {
                    header.Remove("kid");
                    header["jwk"] = Jwk();
                },
                SignOwn
            ),
            ["a key behind an address"] = Resign(honest, header => header["jku"] = "https://evil.example/jwks", Sign),
            ["a chain behind an address"] = Resign(honest, header => header["x5u"] = "https://evil.example/c", Sign),
            ["a chain"] = Resign(honest, header => header["x5c"] = new JsonArray("AAAA"), Sign),
            ["critical extension"] = Resign(honest, header => header["crit"] = new JsonArray("b64"), Sign),
            ["another type"] = Resign(honest, header => header["typ"] = JwsTypes.Issuer, Sign),
            ["no type"] = Resign(honest, header => header.Remove("typ"), Sign),
        };

        foreach ((string name, string forged) in cases)
        {
            Reply reply = await scene.RefusedAsync(() => scene.PublishAsync(agent.Device, forged));
            Assert.True(reply.Code is ProblemCodes.NotCertified or ProblemCodes.Malformed, $"{name}: {reply.Code}");
        }

        Assert.Equal(HttpStatusCode.Created, (await scene.PublishAsync(agent.Device, honest)).Status);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Only_the_owner_with_their_own_device_certifies(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireCertifiedAsync();
        using TestDevice thief = new(scene.Host, scene.Owner.Cookie);
        string certificate = scene.Ours.AgentCertificate(agent.Device, agent.User, scene.Ours.Inbox);
        PublishCertificateRequest request = new(agent.Device.Id, certificate, scene.Ours.IssuerCertificate);
        const string path = "/v1/certificates";

        Reply byAgent = await scene.RefusedAsync(() => TwoCompanies.CommandAsync(agent.Device, path, request));
        Reply byThief = await scene.RefusedAsync(() => TwoCompanies.CommandAsync(thief, path, request));
        Reply byOther = await scene.RefusedAsync(() =>
            TwoCompanies.CommandAsync(scene.Others.OwnerDevice, path, request)
        );

        byAgent.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        byThief.IsRefused(HttpStatusCode.Unauthorized, ProblemCodes.ProofRequired);
        byOther.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_revoked_device_is_neither_listed_nor_given_away_and_lists_only_grow(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireCertifiedAsync();
        string certificate = (await scene.DirectoryAsync())
            .Agents.Single(listed => listed.Device == agent.Device.Id)
            .Certificate;
        byte[] identity = new Credential.OfAgent(certificate, scene.Ours.IssuerCertificate).Encode();
        await TestOrganisation.StockAsync(agent.Device, identity, count: 2);
        Dictionary<string, DateTimeOffset> revoked = new(StringComparer.Ordinal)
        {
            [ClaimOf(certificate, "jti")] = scene.Host.Time.GetUtcNow(),
        };

        Reply accepted = await PublishListAsync(scene, scene.Ours.Issuer, 2, revoked);
        using TestVisitor visitor = new(scene.Host, scene.Ours);
        IReadOnlyList<TakenKeyPackage> taken = await visitor.TakeAsync(agent.Device.Id);
        Reply upload = await agent.Device.CallAsync(
            $"/v1/devices/{agent.Device.Id}/key-packages",
            new UploadKeyPackagesRequest([])
        );
        StaffDevice seen = Assert.Single((await agent.Device.GetAsync("/v1/devices")).As<StaffDeviceList>().Devices);
        using SigningKey strange = SigningKey.Generate();
        Dictionary<string, DateTimeOffset> none = new(StringComparer.Ordinal);
        Reply same = await scene.RefusedAsync(() => PublishListAsync(scene, scene.Ours.Issuer, 2, none));
        Reply older = await scene.RefusedAsync(() => PublishListAsync(scene, scene.Ours.Issuer, 1, none));
        Reply foreign = await scene.RefusedAsync(() => PublishListAsync(scene, scene.Others.Issuer, 9, none));
        Reply unknown = await scene.RefusedAsync(() => PublishListAsync(scene, strange, 9, none));

        Assert.Equal(HttpStatusCode.Created, accepted.Status);
        Assert.DoesNotContain((await scene.DirectoryAsync()).Agents, listed => listed.Device == agent.Device.Id);
        Assert.Empty(taken);
        upload.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
        Assert.True(seen.Revoked);
        same.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict);
        older.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict);
        foreign.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
        unknown.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_certificate_counts_for_fourteen_days_after_its_end_and_not_longer(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);

        scene.Host.Time.Advance(TimeSpan.FromDays(90 + 13));
        Assert.Single((await scene.DirectoryAsync()).Agents);

        scene.Host.Time.Advance(TimeSpan.FromDays(2));
        Assert.Empty((await scene.DirectoryAsync()).Agents);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_issuer_is_signed_by_this_root_for_the_caller(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        using SigningKey next = SigningKey.Generate();
        DateTimeOffset now = scene.Host.Time.GetUtcNow();
        string Make(SigningKey root, OrganisationId organisation, UserId user) =>
            CertificateIssuing.Issuer(root, organisation, user, "Owner", next.PublicKey, now);
        Task<Reply> PublishAsync(string issuer) =>
            TwoCompanies.CommandAsync(scene.Owner, "/v1/issuers", new PublishIssuerRequest(issuer));
        TestOrganisation ours = scene.Ours;

        foreach (
            string refused in new[]
            {
                Make(scene.Others.Root, ours.Id, ours.Owner),
                Make(ours.Root, scene.Others.Id, ours.Owner),
                Make(ours.Root, ours.Id, scene.Others.Owner),
                Make(ours.Issuer, ours.Id, ours.Owner),
                ours.OwnerCertificate,
            }
        )
        {
            Reply reply = await scene.RefusedAsync(() => PublishAsync(refused));
            reply.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
        }

        Assert.Equal(HttpStatusCode.Created, (await PublishAsync(Make(ours.Root, ours.Id, ours.Owner))).Status);
    }

    private static Task<Reply> PublishListAsync(
        TwoCompanies scene,
        SigningKey issuer,
        long number,
        Dictionary<string, DateTimeOffset> revoked
    ) =>
        TwoCompanies.CommandAsync(
            scene.Owner,
            "/v1/revocations",
            new PublishRevocationsRequest(
                CertificateIssuing.Revocations(issuer, scene.Ours.Id, number, revoked, scene.Host.Time.GetUtcNow())
            )
        );

    private static string ClaimOf(string jws, string name)
    {
        byte[] payload = Bytes.FromBase64Url(jws.Split('.')[1]).ToArray();
        return JsonDocument.Parse(payload).RootElement.GetProperty(name).GetString()!;
    }

    private static string Resign(string jws, Action<JsonObject> change, Func<byte[], byte[]> sign)
    {
        string[] parts = jws.Split('.');
        JsonObject header = JsonNode.Parse(Bytes.FromBase64Url(parts[0]).Span)!.AsObject();
        change(header);
        string input = $"{StrictBase64Url.Encode(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{parts[1]}";
        return $"{input}.{StrictBase64Url.Encode(sign(Encoding.ASCII.GetBytes(input)))}";
    }
}
