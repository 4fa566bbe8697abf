using System.Net;
using System.Text.Json;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Accounts;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;

namespace Sotto.Server.Tests.Directory;

/// <summary>Two browsers may hold one issuer key; their lists still come one after the other.</summary>
public sealed class RevocationListTests(Stores stores)
{
    private const string Route = "/v1/revocations";

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_list_has_the_number_after_the_one_stored_and_no_other(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        SigningKey issuer = scene.Ours.Issuer;
        string second = List(scene, issuer, 2, "a");
        string third = List(scene, issuer, 3, "a", "b");

        (await PublishAsync(scene, second)).IsCreated();
        Reply[] refused =
        [
            await scene.RefusedAsync(() => PublishAsync(scene, List(scene, issuer, 1))),
            await scene.RefusedAsync(() => PublishAsync(scene, List(scene, issuer, 2, "b"))),
            await scene.RefusedAsync(() => PublishAsync(scene, List(scene, issuer, 4, "b"))),
            await scene.RefusedAsync(() => PublishAsync(scene, List(scene, issuer, long.MaxValue, "b"))),
        ];
        (await PublishAsync(scene, second)).IsCreated(); // its answer was lost, and the next try has another key
        string[] between = await ListsAsync(scene.Owner);
        (await PublishAsync(scene, third)).IsCreated();

        Assert.All(refused, reply => reply.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict));
        Assert.Equal([second], between);
        Assert.Equal([third], await ListsAsync(scene.Owner));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Of_the_lists_that_browsers_with_one_key_publish_at_once_one_is_stored(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        string[] lists =
        [
            .. Enumerable.Range(0, 6).Select(at => List(scene, scene.Ours.Issuer, 2, $"certificate-{at}")),
        ];

        Reply[] replies = await Task.WhenAll(lists.Select(list => PublishAsync(scene, list)));

        int won = Array.FindIndex(replies, reply => reply.Status == HttpStatusCode.Created);
        Assert.Equal([lists[won]], await ListsAsync(scene.Owner));
        Assert.All(
            replies.Where((_, at) => at != won),
            reply => reply.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict)
        );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Who_manages_the_team_sees_the_newest_list_of_each_issuer_also_where_nobody_listens(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireCertifiedAsync();
        using SigningKey next = SigningKey.Generate();
        await AddIssuerAsync(scene, next);
        string before = Assert.Single(await ListsAsync(scene.Owner));
        string first = List(scene, next, 1);
        (await PublishAsync(scene, first)).IsCreated();

        string[] shown = await ListsAsync(scene.Owner);
        string[] others = await ListsAsync(scene.Others.OwnerDevice);
        Reply byAgent = await scene.RefusedAsync(() => agent.Device.GetAsync(Route));

        Assert.Equal(new[] { before, first }.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
        Assert.Equal([before], (await scene.DirectoryAsync()).Revocations);
        Assert.DoesNotContain(Assert.Single(others), shown);
        byAgent.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Any_issuer_of_the_organisation_revokes_what_another_one_certified(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireRegisteredAsync();
        string identifier = ClaimOf(await scene.CertifyAsync(agent.Device, agent.User));
        using SigningKey next = SigningKey.Generate();
        await AddIssuerAsync(scene, next);
        Task<Reply> RevokeOfOthersAsync() =>
            TwoCompanies.CommandAsync(
                scene.Others.OwnerDevice,
                Route,
                new PublishRevocationsRequest(
                    CertificateIssuing.Revocations(
                        scene.Others.Issuer,
                        scene.Others.Id,
                        2,
                        new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal)
                        {
                            [identifier] = scene.Host.Time.GetUtcNow(),
                        },
                        scene.Host.Time.GetUtcNow()
                    )
                )
            );

        (await RevokeOfOthersAsync()).IsCreated();
        bool before = await IsRevokedAsync(scene, agent.Device);
        (await PublishAsync(scene, List(scene, next, 1, identifier))).IsCreated();

        Assert.False(before);
        Assert.True(await IsRevokedAsync(scene, agent.Device));
        Assert.DoesNotContain((await scene.DirectoryAsync()).Agents, listed => listed.Device == agent.Device.Id);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Whoever_revokes_one_certificate_of_a_device_ends_them_all(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireRegisteredAsync();
        string first = ClaimOf(await scene.CertifyAsync(agent.Device, agent.User));
        await scene.CertifyAsync(agent.Device, agent.User);

        (await PublishAsync(scene, List(scene, scene.Ours.Issuer, 2, first))).IsCreated();

        Assert.True(await IsRevokedAsync(scene, agent.Device));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_certificate_that_any_issuer_revoked_beforehand_is_not_taken(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague agent = await scene.HireRegisteredAsync();
        string certificate = scene.Ours.AgentCertificate(agent.Device, agent.User, scene.Ours.Inbox);
        using SigningKey next = SigningKey.Generate();
        await AddIssuerAsync(scene, next);
        (await PublishAsync(scene, List(scene, next, 1, ClaimOf(certificate)))).IsCreated();

        Reply reply = await scene.RefusedAsync(() => scene.PublishAsync(agent.Device, certificate));

        reply.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Nobody_publishes_what_another_persons_issuer_signed(string store)
    {
        await using TwoCompanies scene = await TwoCompanies.OpenAsync(stores, store);
        Colleague administrator = await scene.HireRegisteredAsync(AccountRole.Administrator);
        string list = List(scene, scene.Ours.Issuer, 2, "a");
        string certificate = scene.Ours.AgentCertificate(administrator.Device, administrator.User, scene.Ours.Inbox);

        Reply byList = await scene.RefusedAsync(() =>
            TwoCompanies.CommandAsync(administrator.Device, Route, new PublishRevocationsRequest(list))
        );
        Reply byCertificate = await scene.RefusedAsync(() =>
            TwoCompanies.CommandAsync(
                administrator.Device,
                "/v1/certificates",
                new PublishCertificateRequest(administrator.Device.Id, certificate, scene.Ours.IssuerCertificate)
            )
        );

        byList.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        byCertificate.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
    }

    private static async Task<bool> IsRevokedAsync(TwoCompanies scene, TestDevice device) =>
        (await scene.Owner.GetAsync("/v1/devices"))
            .As<StaffDeviceList>()
            .Devices.Single(known => known.Device == device.Id)
            .Revoked;

    private static string ClaimOf(string certificate)
    {
        byte[] payload = Bytes.FromBase64Url(certificate.Split('.')[1]).ToArray();
        return JsonDocument.Parse(payload).RootElement.GetProperty("jti").GetString()!;
    }

    private static async Task AddIssuerAsync(TwoCompanies scene, SigningKey key)
    {
        string certificate = CertificateIssuing.Issuer(
            scene.Ours.Root,
            scene.Ours.Id,
            scene.Ours.Owner,
            "Owner",
            key.PublicKey,
            scene.Host.Time.GetUtcNow()
        );
        PublishIssuerRequest request = new(certificate);
        (await TwoCompanies.CommandAsync(scene.Owner, "/v1/issuers", request)).IsCreated();
    }

    private static string List(TwoCompanies scene, SigningKey issuer, long number, params string[] revoked)
    {
        DateTimeOffset now = scene.Host.Time.GetUtcNow();
        Dictionary<string, DateTimeOffset> all = revoked.ToDictionary(
            identifier => identifier.PadRight(22, 'A'),
            _ => now,
            StringComparer.Ordinal
        );
        return CertificateIssuing.Revocations(issuer, scene.Ours.Id, number, all, now);
    }

    private static Task<Reply> PublishAsync(TwoCompanies scene, string list) =>
        TwoCompanies.CommandAsync(scene.Owner, Route, new PublishRevocationsRequest(list));

    private static async Task<string[]> ListsAsync(TestDevice device) =>
        [.. (await device.GetAsync(Route)).As<RevocationsReply>().Lists];
}
