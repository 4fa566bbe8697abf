using System.Net;
using Sotto.Mls;
using Sotto.Mls.Groups;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Accounts;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;
using Sotto.Tests;
using Credential = Sotto.Protocol.Credential;
using MlsCredential = Sotto.Mls.Credential;

namespace Sotto.Server.Tests.Conversations;

/// <summary>The server follows each group from its commits alone, and takes none that does not verify.</summary>
public sealed class FollowingTests(Stores stores)
{
    /// <summary>One byte of length and a SHA-256 tag, under a key that only members have.</summary>
    private const int MembershipTag = 33;

    [Fact]
    public async Task A_commit_with_any_byte_changed_is_refused()
    {
        await using Scene scene = await Scene.OpenAsync(stores, Stores.Sqlite);
        SubmitCommitRequest good = scene.Visitor.Update(1);
        int signed = good.Commit.Length - MembershipTag;
        for (int place = 0; place < signed; place += signed / 70)
        {
            SubmitCommitRequest changed = good with { Commit = Flipped(good.Commit, place) };
            Reply reply = await scene.RefusedAsync(() => CommitAsync(scene, scene.Visitor.Device, changed));
            Assert.True(reply.Code == ProblemCodes.Malformed, $"byte {place}: {reply.Code}");
        }

        (await CommitAsync(scene, scene.Visitor.Device, good)).As<CommitAccepted>();
    }

    [Fact]
    public async Task A_first_contact_with_any_byte_changed_is_refused()
    {
        await using Scene scene = await Scene.OpenAsync(
            stores,
            Stores.Sqlite,
            settings => settings with { Quotas = settings.Quotas with { ConversationsPerAddress = 1_000 } }
        );
        using TestVisitor visitor = new(scene.Host, scene.Ours);
        StartConversationRequest good = await visitor.PrepareAsync();
        for (int part = 0; part < 40; part++)
        {
            StartConversationRequest[] changed =
            [
                good with
                {
                    GroupInfo = Flipped(good.GroupInfo, part * good.GroupInfo.Length / 40),
                },
                good with
                {
                    Commit = Flipped(good.Commit, part * (good.Commit.Length - MembershipTag) / 40),
                },
            ];
            foreach (StartConversationRequest request in changed)
            {
                await scene.RefusedAsync(() => visitor.PostAsync(request));
            }
        }

        (await visitor.PostAsync(good)).As<ConversationStarted>();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_group_is_followed_across_restarts(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        SubmitCommitRequest late = scene.Visitor.Update(1, scene.Agent);
        (await CommitAsync(scene, scene.Visitor.Device, scene.Visitor.Update(1))).As<CommitAccepted>();

        await scene.Host.RestartAsync();
        await scene.Visitor.Device.TokenAsync();
        Reply stale = await scene.RefusedAsync(() => CommitAsync(scene, scene.Agent, late));
        Reply next = await CommitAsync(scene, scene.Visitor.Device, scene.Visitor.Update(2));

        stale.IsRefused(HttpStatusCode.Conflict, ProblemCodes.StaleEpoch);
        Assert.Equal(3, next.As<CommitAccepted>().Epoch);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Nobody_sends_another_members_commit(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        SubmitCommitRequest commit = scene.Visitor.Update(1);

        Reply reply = await scene.RefusedAsync(() => CommitAsync(scene, scene.Agent, commit));

        reply.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
        (await CommitAsync(scene, scene.Visitor.Device, commit)).As<CommitAccepted>();
    }

    [Fact]
    public async Task The_group_info_describes_the_epoch_that_the_commit_leads_to()
    {
        await using Scene scene = await Scene.OpenAsync(stores, Stores.Sqlite);
        SubmitCommitRequest other = scene.Visitor.Update(1);
        SubmitCommitRequest good = scene.Visitor.Update(1);
        SubmitCommitRequest removal = scene.Visitor.Removal(1, 1);
        SubmitCommitRequest mixed = good with { GroupInfo = other.GroupInfo };
        SubmitCommitRequest hidden = removal with { GroupInfo = good.GroupInfo };

        foreach (SubmitCommitRequest request in new[] { mixed, hidden })
        {
            Reply reply = await scene.RefusedAsync(() => CommitAsync(scene, scene.Visitor.Device, request));
            reply.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
        }
    }

    [Fact]
    public async Task A_group_has_no_extensions_that_clients_would_not_notice()
    {
        await using Scene scene = await Scene.OpenAsync(stores, Stores.Sqlite);
        using TestVisitor visitor = new(scene.Host, scene.Ours);
        StartConversationRequest request = await visitor.PrepareAsync(
            [new Extension(RealMls.UnusedExtension, [1])],
            scene.Agent.Id
        );

        Reply reply = await scene.RefusedAsync(() => visitor.PostAsync(request));

        reply.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_leaf_may_show_a_renewed_certificate_and_no_other(string store)
    {
        await using AdmissionScene scene = await AdmissionScene.OpenAsync(stores, store);
        TestMember agent = scene.Visitor.MemberOf(scene.Agent.Device);
        scene.Companies.Host.Time.Advance(TimeSpan.FromMinutes(1));
        string unpublished = scene.Ours.AgentCertificate(scene.Agent.Device, scene.Agent.User, scene.Ours.Inbox);
        byte[][] wrong =
        [
            Identity(unpublished),
            Identity(scene.Certificate),
            scene.Ours.OwnerIdentity,
            scene.Companies.Others.OwnerIdentity,
            CustomerStatement(scene, scene.Agent.Device, scene.Visitor.Customer),
            "[]"u8.ToArray(),
        ];
        foreach (byte[] identity in wrong)
        {
            Reply reply = await scene.RefusedAsync(() =>
                CommitAsync(scene, scene.Agent.Device, agent.Commit(1, Showing(identity)))
            );
            reply.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
        }

        string renewed = await scene.Companies.CertifyAsync(scene.Agent.Device, scene.Agent.User);
        Reply accepted = await CommitAsync(scene, scene.Agent.Device, agent.Commit(1, Showing(Identity(renewed))));
        accepted.As<CommitAccepted>();

        byte[] Identity(string certificate) =>
            new Credential.OfAgent(certificate, scene.Ours.IssuerCertificate).Encode();
    }

    [Fact]
    public async Task A_customer_stays_who_they_are()
    {
        await using AdmissionScene scene = await AdmissionScene.OpenAsync(stores, Stores.Sqlite);
        TestDevice device = scene.Visitor.Device;
        byte[] somebodyElse = CustomerStatement(scene, device, CustomerId.New(TwoCompanies.Random));
        byte[] agent = new Credential.OfAgent(scene.AgentCertificate, scene.Ours.IssuerCertificate).Encode();
        foreach (byte[] identity in new[] { somebodyElse, agent })
        {
            Reply reply = await scene.RefusedAsync(() =>
                scene.CommitAsync(scene.Visitor.Member.Commit(1, Showing(identity)))
            );
            reply.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
        }

        byte[] again = CustomerStatement(scene, device, scene.Visitor.Customer);
        (await scene.CommitAsync(scene.Visitor.Member.Commit(1, Showing(again)))).As<CommitAccepted>();
    }

    [Fact]
    public async Task Nobody_is_added_whose_certificate_does_not_hold()
    {
        await using AdmissionScene scene = await AdmissionScene.OpenAsync(stores, Stores.Sqlite);
        TestDevice device = scene.NewBrowser;
        string elsewhere = scene.Ours.AgentCertificate(device, scene.Agent.User, InboxId.New(TwoCompanies.Random));
        byte[][] wrong =
        [
            CustomerStatement(scene, device, CustomerId.New(TwoCompanies.Random)),
            new Credential.OfAgent(scene.AgentCertificate, scene.Ours.IssuerCertificate).Encode(),
            new Credential.OfAgent(elsewhere, scene.Ours.IssuerCertificate).Encode(),
            new Credential.OfAgent(scene.Certificate, scene.Companies.Others.IssuerCertificate).Encode(),
            scene.Companies.Others.OwnerIdentity,
            "[]"u8.ToArray(),
        ];
        foreach (byte[] identity in wrong)
        {
            Reply reply = await scene.RefusedAsync(() =>
                scene.CommitAsync(scene.Visitor.Addition(1, device.NewKeyPackage(identity)))
            );
            reply.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Key_packages_from_before_a_renewal_still_invite(string store)
    {
        await using AdmissionScene scene = await AdmissionScene.OpenAsync(stores, store);
        scene.Companies.Host.Time.Advance(TimeSpan.FromMinutes(1));
        await scene.Companies.CertifyAsync(scene.Agent.Device, scene.Agent.User);
        using TestVisitor visitor = new(scene.Companies.Host, scene.Ours);

        Reply reply = await visitor.PostAsync(await visitor.PrepareAsync(scene.Agent.Device.Id));

        reply.As<ConversationStarted>();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_member_whose_certificate_has_ended_for_good_can_be_removed(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        TimeSpan ended = Limits.AgentCertificateLifetime + Limits.CertificateGrace + TimeSpan.FromDays(1);
        scene.Host.Time.Advance(ended);
        await scene.Visitor.Device.TokenAsync();

        Reply reply = await CommitAsync(scene, scene.Visitor.Device, scene.Visitor.Removal(1, 1));

        reply.As<CommitAccepted>();
    }

    [Fact]
    public async Task Nobody_is_removed_twice_by_one_commit()
    {
        await using Scene scene = await Scene.OpenAsync(stores, Stores.Sqlite);
        byte[] commit = CraftedMls.Commit(scene.Visitor.GroupId, 1, removes: Enumerable.Repeat(1u, 4_000));
        SubmitCommitRequest request = scene.Visitor.Update(1) with { Commit = new Bytes(commit) };

        Reply reply = await scene.RefusedAsync(() => CommitAsync(scene, scene.Visitor.Device, request));

        reply.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
        Assert.Contains("removed twice", reply.Body, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_leaf_that_shows_what_was_renewed_goes_with_its_device(string store)
    {
        await using AdmissionScene scene = await AdmissionScene.OpenAsync(stores, store);
        string renewed = await scene.Companies.CertifyAsync(scene.Agent.Device, scene.Agent.User);
        await scene.RevokeAsync(renewed);

        (await scene.CommitAsync(scene.Visitor.Removal(1, 1))).As<CommitAccepted>();
    }

    [Fact]
    public async Task The_founder_is_alone_in_epoch_0()
    {
        await using Scene scene = await Scene.OpenAsync(stores, Stores.Sqlite);
        using TestVisitor visitor = new(scene.Host, scene.Ours);
        StartConversationRequest good = await visitor.PrepareAsync();
        CraftedMls.Leaf[] two =
        [
            new(visitor.Device.Key.PublicKey.Raw.ToArray(), "one"u8.ToArray()),
            new(scene.Agent.Key.PublicKey.Raw.ToArray(), "two"u8.ToArray()),
        ];
        Bytes crowded = new(CraftedMls.GroupInfo(visitor.GroupId, 0, two));

        Reply reply = await scene.RefusedAsync(() => visitor.PostAsync(good with { GroupInfo = crowded }));

        reply.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
        Assert.Contains("The founder is alone", reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_leaf_carries_no_extensions()
    {
        await using Scene scene = await Scene.OpenAsync(stores, Stores.Sqlite);
        LeafChange swollen = new() { Extensions = [new Extension(RealMls.UnusedExtension, new byte[300_000])] };

        Reply reply = await scene.RefusedAsync(() =>
            CommitAsync(scene, scene.Visitor.Device, scene.Visitor.Member.Commit(1, new() { Leaf = swollen }))
        );

        reply.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.NotCertified);
    }

    [Fact]
    public async Task A_group_that_is_not_followed_is_said_to_be_so()
    {
        await using Scene scene = await Scene.OpenAsync(stores, Stores.Sqlite);
        await scene.Host.Database.WriteAsync(transaction => transaction.Execute("DELETE FROM group_states"));

        Reply reply = await scene.RefusedAsync(() => CommitAsync(scene, scene.Visitor.Device, scene.Visitor.Update(1)));

        reply.IsRefused(HttpStatusCode.Conflict, ProblemCodes.Conflict);
    }

    private static CommitOptions Showing(byte[] identity) =>
        new() { Leaf = new LeafChange { Credential = new MlsCredential.Basic(identity) } };

    private static byte[] CustomerStatement(AdmissionScene scene, TestDevice device, CustomerId customer) =>
        new Credential.OfCustomer(
            CertificateIssuing.Customer(
                device.Key,
                scene.Ours.Id,
                customer,
                device.Id,
                scene.Companies.Host.Time.GetUtcNow()
            )
        ).Encode();

    private static Bytes Flipped(Bytes bytes, int place)
    {
        byte[] copy = bytes.ToArray();
        copy[place] ^= 1;
        return new Bytes(copy);
    }

    private static Task<Reply> CommitAsync(Scene scene, TestDevice device, SubmitCommitRequest request) =>
        device.CallAsync(scene.Visitor.Path("commits"), request, idempotencyKey: TestDevice.NewMessageId());

    private static Task<Reply> CommitAsync(AdmissionScene scene, TestDevice device, SubmitCommitRequest request) =>
        device.CallAsync(scene.Visitor.Path("commits"), request, idempotencyKey: TestDevice.NewMessageId());
}
