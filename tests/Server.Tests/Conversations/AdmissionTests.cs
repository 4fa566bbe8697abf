using System.Net;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Accounts;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;
using Sotto.Tests;

namespace Sotto.Server.Tests.Conversations;

/// <summary>A new browser is let into its person's conversations by a member, and nobody else is by the same way.</summary>
public sealed class AdmissionTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_new_browser_asks_a_member_lets_it_in_and_it_gets_nothing_from_before(string store)
    {
        await using AdmissionScene scene = await AdmissionScene.OpenAsync(stores, store);
        TestVisitor visitor = scene.Visitor;
        using TestSocket listening = await visitor.Device.ConnectAsync();
        await listening.MissedAsync();

        byte[] package = await scene.AskedAsync();
        await listening.UntilAsync<ServerFrame.Directory>();
        AdmissionList waiting = (await visitor.Device.ReadAsync("/v1/admissions")).As<AdmissionList>();
        using TestSocket joining = await scene.NewBrowser.ConnectAsync();
        Assert.Empty(await joining.MissedAsync());
        CommitAccepted accepted = (await scene.CommitAsync(scene.Visitor.Addition(1, package))).As<CommitAccepted>();

        PendingAdmission asked = Assert.Single(waiting.Admissions);
        Assert.Equal(
            (visitor.Conversation, scene.NewBrowser.Id, new Bytes(package)),
            (asked.Conversation, asked.Device, asked.KeyPackage)
        );
        ServerFrame.Welcome welcome = await joining.UntilAsync<ServerFrame.Welcome>();
        Assert.Equal((accepted.Sequence, accepted.Epoch), (welcome.Sequence, welcome.Epoch));
        Assert.Equal(accepted.Sequence, (await listening.UntilAsync<ServerFrame.Commit>()).Sequence);
        using TestSocket later = await scene.NewBrowser.ConnectAsync();
        Assert.IsType<ServerFrame.Welcome>((await later.MissedAsync())[0]);
        (await visitor.SendAsync(scene.NewBrowser, visitor.Message(epoch: 2))).As<Sequenced>();
        Assert.Empty((await visitor.Device.ReadAsync("/v1/admissions")).As<AdmissionList>().Admissions);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Only_a_certified_device_of_somebody_who_is_there_may_ask(string store)
    {
        await using AdmissionScene scene = await AdmissionScene.OpenAsync(stores, store);
        Colleague bystander = await scene.Companies.HireRegisteredAsync();
        string theirs = await scene.Companies.CertifyAsync(bystander.Device, bystander.User);
        using TestDevice waiting = await scene.SignedInAsync();
        string unpublished = scene.Ours.AgentCertificate(waiting, scene.Agent.User, scene.Ours.Inbox);

        Reply elsewhere = await scene.RefusedAsync(() =>
            scene.AskAsync(bystander.Device, scene.Package(bystander.Device, bystander.User, theirs))
        );
        Reply outside = await scene.RefusedAsync(() =>
            scene.AskAsync(scene.Companies.Others.OwnerDevice, scene.Package())
        );
        Reply uncertified = await scene.RefusedAsync(() =>
            scene.AskAsync(waiting, scene.Package(waiting, scene.Agent.User, unpublished))
        );
        Reply member = await scene.RefusedAsync(() =>
            scene.AskAsync(
                scene.Agent.Device,
                scene.Package(scene.Agent.Device, scene.Agent.User, scene.AgentCertificate)
            )
        );
        Reply customer = await scene.RefusedAsync(() => scene.AskAsync(scene.Visitor.Device, scene.Package()));

        elsewhere.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        outside.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        uncertified.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
        member.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict);
        customer.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_asks_is_a_key_package_of_the_device_with_its_certificate_and_a_vaults_word(string store)
    {
        await using AdmissionScene scene = await AdmissionScene.OpenAsync(stores, store);
        TestDevice browser = scene.NewBrowser;
        byte[][] wrong =
        [
            [],
            [1, 2, 3],
            scene.Package(browser, scene.Agent.User, scene.Certificate, vouched: false),
            scene.Package(scene.Agent.Device, scene.Agent.User, scene.Certificate),
            scene.Package(browser, scene.Agent.User, scene.AgentCertificate),
            new byte[Limits.AdmissionBytes + 1],
        ];
        foreach (byte[] package in wrong)
        {
            Reply reply = await scene.RefusedAsync(() => scene.AskAsync(browser, package));
            reply.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_key_package_with_a_vaults_word_does_not_enter_the_stock(string store)
    {
        await using AdmissionScene scene = await AdmissionScene.OpenAsync(stores, store);

        Reply reply = await scene.RefusedAsync(() =>
            scene.NewBrowser.CallAsync(
                $"/v1/devices/{scene.NewBrowser.Id}/key-packages",
                new UploadKeyPackagesRequest([new Bytes(scene.Package())], null)
            )
        );

        reply.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_commit_adds_exactly_those_who_asked(string store)
    {
        await using AdmissionScene scene = await AdmissionScene.OpenAsync(stores, store);
        using TestDevice silent = await scene.SignedInAsync();
        string certificate = await scene.Companies.CertifyAsync(silent, scene.Agent.User);
        byte[] package = await scene.AskedAsync();
        SubmitCommitRequest[] forbidden =
        [
            scene.Visitor.Addition(1, scene.Package()),
            scene.Visitor.Addition(1, package, scene.Package(silent, scene.Agent.User, certificate)),
        ];
        foreach (SubmitCommitRequest request in forbidden)
        {
            Reply reply = await scene.RefusedAsync(() => scene.CommitAsync(request));
            reply.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        }

        (await scene.CommitAsync(scene.Visitor.Addition(1, package))).As<CommitAccepted>();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_commit_that_adds_comes_with_their_Welcome_and_does_nothing_else(string store)
    {
        await using AdmissionScene scene = await AdmissionScene.OpenAsync(stores, store);
        byte[] package = await scene.AskedAsync();
        byte[] swapped = scene.Package();
        SubmitCommitRequest good = scene.Visitor.Addition(1, package);
        SubmitCommitRequest[] malformed =
        [
            good with
            {
                Welcome = null,
            },
            good with
            {
                Welcome = new Bytes(CraftedMls.Welcome(CraftedMls.ReferenceOf(swapped))),
            },
            good with
            {
                Commit = new Bytes(CraftedMls.Commit(scene.Visitor.GroupId, 1, adds: [package], removes: [1])),
            },
        ];

        foreach (SubmitCommitRequest request in malformed)
        {
            Reply reply = await scene.RefusedAsync(() => scene.CommitAsync(request));
            reply.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_device_that_was_revoked_after_it_asked_is_not_let_in_and_no_longer_asks(string store)
    {
        await using AdmissionScene scene = await AdmissionScene.OpenAsync(stores, store);
        byte[] package = await scene.AskedAsync();
        await scene.RevokeNewBrowserAsync();

        AdmissionList waiting = (await scene.Visitor.Device.ReadAsync("/v1/admissions")).As<AdmissionList>();
        Reply commit = await scene.RefusedAsync(() => scene.CommitAsync(scene.Visitor.Addition(1, package)));
        Reply again = await scene.RefusedAsync(() => scene.AskAsync(scene.NewBrowser, scene.Package()));
        AdmissionList own = (await scene.NewBrowser.ReadAsync("/v1/admissions")).As<AdmissionList>();

        Assert.Empty(waiting.Admissions);
        commit.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
        again.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
        Assert.Empty(own.Admissions);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_newer_request_takes_the_place_of_an_older_one_and_none_outlives_its_week(string store)
    {
        await using AdmissionScene scene = await AdmissionScene.OpenAsync(stores, store);
        byte[] older = await scene.AskedAsync();
        byte[] newer = await scene.AskedAsync();
        AdmissionList waiting = (await scene.Visitor.Device.ReadAsync("/v1/admissions")).As<AdmissionList>();
        Reply replaced = await scene.RefusedAsync(() => scene.CommitAsync(scene.Visitor.Addition(1, older)));

        scene.Companies.Host.Time.Advance(Limits.AdmissionLifetime);
        await scene.Visitor.Device.TokenAsync();
        AdmissionList late = (await scene.Visitor.Device.ReadAsync("/v1/admissions")).As<AdmissionList>();
        Reply tooLate = await scene.RefusedAsync(() => scene.CommitAsync(scene.Visitor.Addition(1, newer)));

        Assert.Equal([new Bytes(newer)], waiting.Admissions.Select(asked => asked.KeyPackage));
        replaced.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        Assert.Empty(late.Admissions);
        tooLate.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Requests_are_shown_to_members_alone_and_go_with_the_conversation(string store)
    {
        await using AdmissionScene scene = await AdmissionScene.OpenAsync(stores, store);
        using TestVisitor other = new(scene.Companies.Host, scene.Ours);
        await other.StartAsync(scene.Agent.Device.Id);
        await scene.AskedAsync();

        Assert.Empty((await other.Device.ReadAsync("/v1/admissions")).As<AdmissionList>().Admissions);
        Assert.Empty((await scene.NewBrowser.ReadAsync("/v1/admissions")).As<AdmissionList>().Admissions);
        Assert.Single((await scene.Agent.Device.ReadAsync("/v1/admissions")).As<AdmissionList>().Admissions);
        TestVisitor visitor = scene.Visitor;
        await visitor.Device.CallAsync(visitor.Path("deletion"), new EmptyRequest(), proof: true);
        Reply deleted = await scene.RefusedAsync(() => scene.AskAsync(scene.NewBrowser, scene.Package()));

        Assert.Contains("admissions=0", await scene.Companies.Host.FingerprintAsync(), StringComparison.Ordinal);
        deleted.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task However_many_wait_each_is_shown_once_a_page_at_a_time(string store)
    {
        await using AdmissionScene scene = await AdmissionScene.OpenAsync(stores, store);
        await scene.AskedAsync();
        int crowd = Limits.AdmissionsListed * 2;
        await scene.CrowdedAsync(crowd);

        List<AdmissionList> pages = [];
        do
        {
            string after = pages.Count == 0 ? "" : $"?after={pages[^1].Next}";
            pages.Add((await scene.Visitor.Device.ReadAsync("/v1/admissions" + after)).As<AdmissionList>());
        } while (pages[^1].Next is not null);

        Assert.Equal([Limits.AdmissionsListed, Limits.AdmissionsListed, 1], pages.Select(p => p.Admissions.Count));
        List<DeviceId> shown = pages.SelectMany(page => page.Admissions).Select(asked => asked.Device).ToList();
        Assert.Equal(crowd + 1, shown.Distinct().Count());
        Assert.Contains(scene.NewBrowser.Id, shown);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("cnv_x.dev_y")]
    public async Task A_page_begins_where_one_ended_and_nowhere_else(string after)
    {
        await using AdmissionScene scene = await AdmissionScene.OpenAsync(stores, Stores.Sqlite);

        Reply reply = await scene.Visitor.Device.ReadAsync("/v1/admissions?after=" + after);

        reply.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
    }
}
