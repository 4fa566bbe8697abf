using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Tests.Conversations;
using Sotto.Server.Tests.Harness;
using Sotto.Storage;
using Sotto.Testing;

namespace Sotto.Server.Tests.Privacy;

public sealed class DeletionTests(Stores stores)
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Deleting_removes_content_and_key_tells_the_members_and_collects_their_answers(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using TestSocket agent = await scene.Agent.ConnectAsync();
        await agent.MissedAsync();

        DeletionReply deleted = (await DeleteAsync(scene)).As<DeletionReply>();

        Assert.Equal(
            new[] { scene.Agent.Id, scene.Visitor.Device.Id }.Select(id => id.ToString()).Order(StringComparer.Ordinal),
            deleted.Waiting.Select(device => device.Device.ToString()).Order(StringComparer.Ordinal)
        );
        Assert.Equal(scene.Visitor.Device.Id, (await agent.UntilAsync<ServerFrame.Deleted>()).Device);
        await AssertNothingIsLeftAsync(scene);

        (await scene.Agent.CallAsync(scene.Visitor.Path("wipe-confirmations"), new EmptyRequest())).IsNoContent();
        DeletionProgress progress = (
            await scene.Visitor.Device.ReadAsync(scene.Visitor.Path("deletion"))
        ).As<DeletionProgress>();
        Assert.Equal(
            [scene.Agent.Id],
            progress.Devices.Where(item => item.ConfirmedAt is not null).Select(item => item.Device)
        );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_device_that_was_away_learns_of_the_deletion_when_it_comes_back(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        (await DeleteAsync(scene)).As<DeletionReply>();

        using TestSocket agent = await scene.Agent.ConnectAsync();
        ServerFrame only = Assert.Single(await agent.MissedAsync());
        Assert.IsType<ServerFrame.Deleted>(only);
        (await scene.Agent.CallAsync(scene.Visitor.Path("wipe-confirmations"), new EmptyRequest())).IsNoContent();

        using TestSocket again = await scene.Agent.ConnectAsync();
        Assert.Empty(await again.MissedAsync());
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task After_deletion_nothing_is_accepted_and_another_deletion_answers_the_same(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        DeletionReply first = (await DeleteAsync(scene)).As<DeletionReply>();
        string after = await scene.Host.FingerprintAsync();

        Reply message = await scene.Visitor.SendAsync(scene.Agent, scene.Visitor.Message());
        DeletionReply second = (await DeleteAsync(scene)).As<DeletionReply>();

        Assert.Contains(message.Status, new[] { HttpStatusCode.Gone, HttpStatusCode.NotFound });
        Assert.Equal(first.At, second.At);
        Assert.Equal(after, await scene.Host.FingerprintAsync());
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Deleting_one_conversation_leaves_every_other_alone(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        using TestVisitor neighbour = new(scene.Host, scene.Ours);
        await neighbour.StartAsync();

        (await DeleteAsync(scene)).As<DeletionReply>();

        using TestSocket socket = await neighbour.Device.ConnectAsync();
        Assert.Equal(2, (await socket.MissedAsync()).Count);
        using TestSocket stranger = await scene.Stranger.Device.ConnectAsync();
        Assert.Equal(2, (await stranger.MissedAsync()).Count);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_deletion_that_was_interrupted_before_the_key_was_destroyed_is_finished_at_the_next_start(
        string store
    )
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        string conversation = scene.Visitor.Conversation.ToString();
        await scene.Host.Database.WriteAsync(transaction =>
            transaction.Execute(
                "INSERT INTO deletions (conversation_id, organisation_id, requested_by, requested_at) VALUES (@c, @o, 'x', 0)",
                new { c = conversation, o = scene.Ours.Id.ToString() }
            )
        );

        await scene.Host.RestartAsync();
        await SottoHost.UntilAsync(async () =>
            await scene
                .Host.Services.GetRequiredService<KeyStore>()
                .FindAsync(scene.Ours.Id.ToString(), conversation, TestContext.Current.CancellationToken)
                is null
        );

        KeyStore keys = scene.Host.Services.GetRequiredService<KeyStore>();
        Assert.Null(
            await keys.FindAsync(scene.Ours.Id.ToString(), conversation, TestContext.Current.CancellationToken)
        );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_former_member_keeps_local_history_so_it_is_told_to_wipe_and_may_confirm(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        TestVisitor visitor = scene.Visitor;
        await scene.Ours.RevokeOwnerDeviceAsync();
        Reply removal = await visitor.Device.CallAsync(
            visitor.Path("commits"),
            visitor.Removal(1, 1),
            idempotencyKey: TestDevice.NewMessageId()
        );
        removal.As<CommitAccepted>();
        using TestSocket connected = await scene.Agent.ConnectAsync();
        Assert.Empty(await connected.MissedAsync());
        Reply early = await scene.RefusedAsync(() =>
            scene.Agent.CallAsync(visitor.Path("wipe-confirmations"), new EmptyRequest())
        );

        DeletionReply deleted = (await DeleteAsync(scene)).As<DeletionReply>();

        early.IsRefused(HttpStatusCode.NotFound, ProblemCodes.NotFound);
        Assert.Contains(deleted.Waiting, waiting => waiting.Device == scene.Agent.Id);
        await connected.UntilAsync<ServerFrame.Deleted>();
        using TestSocket later = await scene.Agent.ConnectAsync();
        Assert.IsType<ServerFrame.Deleted>(Assert.Single(await later.MissedAsync()));
        (await scene.Agent.CallAsync(visitor.Path("wipe-confirmations"), new EmptyRequest())).IsNoContent();
        using TestSocket again = await scene.Agent.ConnectAsync();
        Assert.Empty(await again.MissedAsync());
        DeletionProgress progress = (await visitor.Device.ReadAsync(visitor.Path("deletion"))).As<DeletionProgress>();
        Assert.NotNull(progress.Devices.Single(device => device.Device == scene.Agent.Id).ConfirmedAt);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_deletion_whose_key_could_not_be_destroyed_is_finished_without_a_restart(string store)
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        string conversation = scene.Visitor.Conversation.ToString();
        await scene.Host.Database.WriteAsync(transaction =>
            transaction.Execute(
                "INSERT INTO deletions (conversation_id, organisation_id, requested_by, requested_at) VALUES (@c, @o, 'x', 0)",
                new { c = conversation, o = scene.Ours.Id.ToString() }
            )
        );

        await scene
            .Host.Services.GetRequiredService<Server.Privacy.Deletions>()
            .FinishAsync(TestContext.Current.CancellationToken);

        KeyStore keys = scene.Host.Services.GetRequiredService<KeyStore>();
        Assert.Null(
            await keys.FindAsync(scene.Ours.Id.ToString(), conversation, TestContext.Current.CancellationToken)
        );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_customer_device_without_a_conversation_is_forgotten_after_the_kept_days_and_no_other(
        string store
    )
    {
        await using Scene scene = await Scene.OpenAsync(stores, store);
        (await DeleteAsync(scene)).As<DeletionReply>();
        await scene.Host.ForgetOverdueAsync();
        (await scene.Visitor.Device.ReadAsync(scene.Visitor.Path("deletion"))).As<DeletionProgress>();

        scene.Host.Time.Advance(TimeSpan.FromDays(scene.Host.Settings.KeptDays + 1));
        await scene.Host.ForgetOverdueAsync();

        IReadOnlyList<string> left = await scene.Host.Database.ReadAsync(reader =>
            reader.QueryAsync<string>("SELECT device_id FROM devices")
        );
        Assert.Equal(
            new[] { scene.Agent.Id, scene.Others.OwnerDevice.Id, scene.Stranger.Device.Id }
                .Select(device => device.ToString())
                .Order(StringComparer.Ordinal),
            left.Order(StringComparer.Ordinal)
        );
        long tokens = await scene.Host.Database.ReadAsync(reader =>
            reader.GetAsync<long>(
                "SELECT COUNT(*) FROM device_tokens WHERE device_id = @device",
                new { device = scene.Visitor.Device.Id.ToString() }
            )
        );
        Assert.Equal(0, tokens);
    }

    private static async Task<Reply> DeleteAsync(Scene scene) =>
        await scene.Visitor.Device.CallAsync(scene.Visitor.Path("deletion"), new EmptyRequest(), proof: true);

    private static async Task AssertNothingIsLeftAsync(Scene scene)
    {
        string conversation = scene.Visitor.Conversation.ToString();
        foreach (string table in new[] { "welcomes", "group_states" })
        {
            long rows = await scene.Host.Database.ReadAsync(reader =>
                reader.GetAsync<long>(
                    $"SELECT COUNT(*) FROM {table} WHERE conversation_id = @conversation",
                    new { conversation }
                )
            );
            Assert.Equal(0, rows);
        }

        long events = await scene.Host.Database.ReadAsync(reader =>
            reader.GetAsync<long>(
                "SELECT COUNT(*) FROM conversation_events WHERE conversation_id = @conversation AND kind <> 7",
                new { conversation }
            )
        );
        Assert.Equal(0, events);
        KeyStore keys = scene.Host.Services.GetRequiredService<KeyStore>();
        Assert.Null(
            await keys.FindAsync(scene.Ours.Id.ToString(), conversation, TestContext.Current.CancellationToken)
        );
    }
}
