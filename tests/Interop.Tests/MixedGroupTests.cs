namespace Sotto.Interop.Tests;

/// <summary>The library and <c>ts-mls</c> 1.6.4 in one group, each doing to the other what members do to each other.</summary>
public sealed class MixedGroupTests(SharedPeer peer) : IClassFixture<SharedPeer>
{
    /// <summary>Founder, guest, whether without the product's rules, whether handshakes are private.</summary>
    public static TheoryData<Kind, Kind, bool, bool> Pairs =>
        new()
        {
            { Kind.Dotnet, Kind.Node, false, false },
            { Kind.Node, Kind.Dotnet, false, false },
            { Kind.Dotnet, Kind.Node, true, false },
            { Kind.Node, Kind.Dotnet, true, false },
            { Kind.Dotnet, Kind.Node, true, true },
            { Kind.Node, Kind.Dotnet, true, true },
        };

    public static TheoryData<Kind, Kind, Kind> Triples =>
        new()
        {
            { Kind.Dotnet, Kind.Node, Kind.Dotnet },
            { Kind.Dotnet, Kind.Node, Kind.Node },
            { Kind.Node, Kind.Dotnet, Kind.Dotnet },
            { Kind.Node, Kind.Dotnet, Kind.Node },
        };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Two_devices_meet_talk_renew_restart_and_part(
        Kind first,
        Kind second,
        bool library,
        bool isPrivate
    )
    {
        using MixedGroup group = await peer.BeginAsync(library, isPrivate);
        IDevice founder = await group.CreateAsync("founder", first);
        IDevice guest = await group.AddAsync(founder, "guest", second);
        await group.TalkAsync(12);
        await group.RestartAsync();
        await group.CommitAsync(guest, new());
        await group.TalkAsync(0);
        await group.CommitAsync(founder, new());
        await group.RestartAsync();
        await group.TalkAsync(300);
        await group.RemoveAsync(founder, guest);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_guest_removes_the_founder(Kind first, Kind second, bool library, bool isPrivate)
    {
        using MixedGroup group = await peer.BeginAsync(library, isPrivate);
        IDevice founder = await group.CreateAsync("founder", first);
        IDevice guest = await group.AddAsync(founder, "guest", second);
        await group.RemoveAsync(guest, founder);
        IDevice next = await group.AddAsync(guest, "next", first);
        await group.TalkAsync(5);
        await group.RemoveAsync(next, guest);
    }

    [Theory]
    [MemberData(nameof(Triples))]
    public async Task A_third_is_added_by_one_and_removed_by_the_other(Kind first, Kind second, Kind third)
    {
        using MixedGroup group = await peer.BeginAsync();
        IDevice founder = await group.CreateAsync("founder", first);
        IDevice guest = await group.AddAsync(founder, "guest", second);
        IDevice friend = await group.AddAsync(guest, "friend", third);
        await group.TalkAsync(20);
        await group.RestartAsync();
        await group.CommitAsync(friend, new());
        await group.RemoveAsync(founder, friend);
        friend = await group.AddAsync(founder, "friend again", third);
        await group.TalkAsync(21);
        await group.RemoveAsync(guest, founder);
        await group.RestartAsync();
        await group.RemoveAsync(friend, guest);
    }

    [Theory]
    [MemberData(nameof(Triples))]
    public async Task Proposals_of_one_are_committed_by_the_other(Kind first, Kind second, Kind third)
    {
        foreach (bool isPrivate in (bool[])[false, true])
        {
            using MixedGroup group = await peer.BeginAsync(library: true, isPrivate);
            IDevice founder = await group.CreateAsync("founder", first);
            IDevice guest = await group.AddAsync(founder, "guest", second);
            IDevice friend = group.Device("friend", third);
            await group.ProposeAsync(guest, await guest.ProposeAddAsync(await friend.KeyPackageAsync()));
            await group.RestartAsync();
            await group.CommitAsync(founder, new(), friend);
            await group.ProposeAsync(founder, await founder.ProposeRemoveAsync("friend"));
            await group.CommitAsync(guest, new());
            await group.AssertGoneAsync(friend);
            await group.TalkAsync(9);
        }
    }

    [Theory]
    [InlineData(Kind.Dotnet, Kind.Node)]
    [InlineData(Kind.Node, Kind.Dotnet)]
    public async Task The_tree_may_come_apart_from_the_welcome(Kind first, Kind second)
    {
        using MixedGroup group = await peer.BeginAsync(library: true);
        IDevice founder = await group.CreateAsync("founder", first);
        await group.AddAsync(founder, "guest", second, treeApart: true);
        await group.TalkAsync(3);
    }

    [Theory]
    [InlineData(Kind.Dotnet, Kind.Node)]
    [InlineData(Kind.Node, Kind.Dotnet)]
    public async Task Several_join_by_one_welcome(Kind first, Kind second)
    {
        using MixedGroup group = await peer.BeginAsync();
        IDevice founder = await group.CreateAsync("founder", first);
        IDevice[] others =
        [
            .. Enumerable.Range(1, 6).Select(at => group.Device($"guest {at}", at % 2 == 0 ? first : second)),
        ];
        List<byte[]> packages = [];
        foreach (IDevice other in others)
        {
            packages.Add(await other.KeyPackageAsync());
        }

        await group.CommitAsync(founder, new() { KeyPackages = packages }, others);
        await group.TalkAsync(11);
        await group.RemoveAsync(others[4], others[1]);
        await group.CommitAsync(others[5], new());
        await group.TalkAsync(12);
    }

    [Theory]
    [InlineData(Kind.Dotnet, Kind.Node)]
    [InlineData(Kind.Node, Kind.Dotnet)]
    public async Task Messages_open_in_any_order_late_and_once(Kind first, Kind second)
    {
        using MixedGroup group = await peer.BeginAsync();
        IDevice sender = await group.CreateAsync("sender", first);
        IDevice receiver = await group.AddAsync(sender, "receiver", second);
        List<byte[]> messages = [];
        for (byte number = 0; number < 12; number++)
        {
            messages.Add(await sender.EncryptAsync([number]));
        }

        foreach (int number in (int[])[7, 0, 11, 3])
        {
            Assert.Equal([(byte)number], (await receiver.ReceiveAsync(messages[number])).Content);
            await receiver.RestartAsync();
        }

        for (int epoch = 0; epoch < 5; epoch++)
        {
            await group.CommitAsync(group.Members[epoch % 2], new());
        }

        await receiver.RestartAsync();
        Assert.Equal([5], (await receiver.ReceiveAsync(messages[5])).Content);
        await Assert.ThrowsAsync<RefusedException>(() => receiver.ReceiveAsync(messages[5]));
        await Assert.ThrowsAsync<RefusedException>(() => receiver.ReceiveAsync(messages[0]));
        Assert.Equal([10], (await receiver.ReceiveAsync(messages[10])).Content);
        await group.CommitAsync(sender, new());
        await Assert.ThrowsAsync<RefusedException>(() => receiver.ReceiveAsync(messages[1]));
    }

    [Fact]
    public async Task Both_pad_alike()
    {
        using MixedGroup group = await peer.BeginAsync();
        IDevice dotnet = await group.CreateAsync("dotnet", Kind.Dotnet);
        IDevice node = await group.AddAsync(dotnet, "node", Kind.Node);
        HashSet<int> lengths = [];
        foreach (int size in (int[])[0, 256, 512, 1024, 2048, 4096, 8192, 20_480])
        {
            // On both sides of the length at which the signature and the lengths no longer fit.
            for (int length = Math.Max(0, size - 70); length <= Math.Max(0, size - 66); length++)
            {
                byte[] content = new byte[length];
                byte[] ours = await dotnet.EncryptAsync(content);
                byte[] theirs = await node.EncryptAsync(content);
                Assert.Equal(theirs.Length, ours.Length);
                lengths.Add(ours.Length);
                Assert.Equal(content, (await node.ReceiveAsync(ours)).Content);
                Assert.Equal(content, (await dotnet.ReceiveAsync(theirs)).Content);
            }
        }

        Assert.Equal(9, lengths.Count);
    }

    [Fact]
    public async Task An_update_that_one_proposes_is_committed_by_the_other()
    {
        using MixedGroup group = await peer.BeginAsync(library: true);
        IDevice node = await group.CreateAsync("node", Kind.Node);
        DotnetDevice dotnet = (DotnetDevice)await group.AddAsync(node, "dotnet", Kind.Dotnet);
        byte[] before = dotnet.OwnEncryptionKey;
        await group.ProposeAsync(dotnet, dotnet.ProposeUpdate());
        await dotnet.RestartAsync();
        await group.CommitAsync(node, new());
        Assert.NotEqual(before, dotnet.OwnEncryptionKey);
        await group.CommitAsync(dotnet, new());
        await group.TalkAsync(8);
    }
}
