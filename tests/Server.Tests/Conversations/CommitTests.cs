using System.Net;
using System.Text;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Harness;
using Sotto.Testing;
using Sotto.Tests;

namespace Sotto.Server.Tests.Conversations;

/// <summary>One commit per epoch, and nobody in or out who should not be.</summary>
public sealed class CommitTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task One_commit_wins_an_epoch_and_the_loser_is_told_what_it_missed(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        await scene.Agent.TokenAsync();
        await scene.Visitor.Device.TokenAsync();
        Task<Reply> CommitAsync(TestDevice device, SubmitCommitRequest commit) =>
            device.CallAsync(scene.Visitor.Path("commits"), commit, idempotencyKey: TestDevice.NewMessageId());

        Reply[] replies = await Task.WhenAll(
            CommitAsync(scene.Visitor.Device, scene.Visitor.Update(1)),
            CommitAsync(scene.Agent, scene.Visitor.Update(1, scene.Agent))
        );

        Reply winner = Assert.Single(replies, reply => reply.Status == HttpStatusCode.OK);
        Assert.Equal(2, winner.As<CommitAccepted>().Epoch);
        Reply loser = Assert.Single(replies, reply => reply.Status == HttpStatusCode.Conflict);
        Assert.Equal(ProblemCodes.StaleEpoch, loser.Code);
        StalenessOf(loser, out long epoch, out IReadOnlyList<ServerFrame> missed);
        Assert.Equal(2, epoch);
        Assert.Equal(3, Assert.IsType<ServerFrame.Commit>(missed[^1]).Sequence);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_message_of_an_epoch_nobody_keeps_is_stale(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        for (long epoch = 1; epoch <= 6; epoch++)
        {
            Reply commit = await scene.Visitor.Device.CallAsync(
                scene.Visitor.Path("commits"),
                scene.Visitor.Update(epoch),
                idempotencyKey: TestDevice.NewMessageId()
            );
            commit.As<CommitAccepted>();
        }

        (await scene.Visitor.SendAsync(scene.Visitor.Device, scene.Visitor.Message(epoch: 2))).As<Sequenced>();
        Reply tooOld = await scene.RefusedAsync(() =>
            scene.Visitor.SendAsync(scene.Visitor.Device, scene.Visitor.Message(epoch: 1))
        );
        Reply future = await scene.RefusedAsync(() =>
            scene.Visitor.SendAsync(scene.Visitor.Device, scene.Visitor.Message(epoch: 8))
        );

        tooOld.IsRefused(HttpStatusCode.Conflict, ProblemCodes.StaleEpoch);
        future.IsRefused(HttpStatusCode.Conflict, ProblemCodes.StaleEpoch);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Peer_21_and_26_nobody_enters_or_leaves_by_a_commit_that_the_server_cannot_check(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        TestVisitor visitor = scene.Visitor;
        byte[] keyPackage = (await visitor.TakeAsync(scene.Agent.Id))[0].KeyPackage.ToArray();
        SubmitCommitRequest good = visitor.Update(1);
        SubmitCommitRequest[] wrong =
        [
            good with
            {
                Commit = new Bytes(CraftedMls.ExternalCommit(visitor.GroupId, 1)),
            },
            good with
            {
                Commit = new Bytes(CraftedMls.Commit(visitor.GroupId, 1, adds: [keyPackage])),
            },
            good with
            {
                Commit = new Bytes(CraftedMls.Commit(visitor.GroupId, 1, references: [new byte[32]])),
            },
            good with
            {
                Commit = new Bytes(CraftedMls.RemoveProposal(visitor.GroupId, 1, 1)),
            },
            good with
            {
                Commit = new Bytes(CraftedMls.Commit(scene.Stranger.GroupId, 1)),
            },
            good with
            {
                Commit = new Bytes(CraftedMls.Commit(visitor.GroupId, 2)),
            },
            good with
            {
                Welcome = new Bytes(CraftedMls.Welcome(CraftedMls.ReferenceOf(keyPackage))),
            },
            good with
            {
                GroupInfo = new Bytes(CraftedMls.GroupInfo(visitor.GroupId, 1, [])),
            },
            good with
            {
                GroupInfo = new Bytes(CraftedMls.GroupInfo(visitor.GroupId, 2, [], externalPub: true)),
            },
            good with
            {
                GroupInfo = new Bytes(CraftedMls.GroupInfo(scene.Stranger.GroupId, 2, [])),
            },
        ];
        foreach (SubmitCommitRequest request in wrong)
        {
            Reply reply = await scene.RefusedAsync(() =>
                visitor.Device.CallAsync(visitor.Path("commits"), request, idempotencyKey: TestDevice.NewMessageId())
            );
            reply.IsRefused(HttpStatusCode.BadRequest, ProblemCodes.Malformed);
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Nobody_is_removed_whose_certificate_stands(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        TestVisitor visitor = scene.Visitor;

        Reply reply = await scene.RefusedAsync(() =>
            visitor.Device.CallAsync(
                visitor.Path("commits"),
                visitor.Removal(1, 1),
                idempotencyKey: TestDevice.NewMessageId()
            )
        );

        reply.IsRefused(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_member_whose_certificate_was_revoked_can_be_removed_and_gets_nothing_more(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        TestVisitor visitor = scene.Visitor;
        await scene.Agent.TokenAsync();
        await scene.Ours.RevokeOwnerDeviceAsync();

        Reply removal = await visitor.Device.CallAsync(
            visitor.Path("commits"),
            visitor.Removal(1, 1),
            idempotencyKey: TestDevice.NewMessageId()
        );
        removal.As<CommitAccepted>();
        Reply early = await scene.RefusedAsync(() => visitor.SendAsync(visitor.Device, visitor.Message(epoch: 1)));
        (await visitor.SendAsync(visitor.Device, visitor.Message(epoch: 2))).As<Sequenced>();
        Reply removed = await scene.RefusedAsync(() => visitor.SendAsync(scene.Agent, visitor.Message(epoch: 2)));
        using TestSocket socket = await scene.Agent.ConnectAsync();

        early.IsRefused(HttpStatusCode.Conflict, ProblemCodes.StaleEpoch);
        removed.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        Assert.Empty(await socket.MissedAsync());
    }

    private static void StalenessOf(Reply reply, out long epoch, out IReadOnlyList<ServerFrame> missed)
    {
        using System.Text.Json.JsonDocument document = System.Text.Json.JsonDocument.Parse(reply.Body);
        epoch = document.RootElement.GetProperty("epoch").GetInt64();
        missed = document
            .RootElement.GetProperty("events")
            .EnumerateArray()
            .Select(item => ServerFrame.Decode(Bytes.FromBase64Url(item.GetString()!).Memory))
            .ToList();
    }
}
