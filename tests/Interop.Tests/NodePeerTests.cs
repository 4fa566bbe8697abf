using System.Text;

namespace Sotto.Interop.Tests;

/// <summary>The peer talks to itself, so that a failure against another implementation is not the peer's own.</summary>
public sealed class NodePeerTests
{
    private static readonly byte[] Group = Text("cnv_interop/0");

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Two_names_create_join_talk_renew_and_part(bool library, bool privateHandshakes)
    {
        PeerFraming framing = new() { PrivateMessage = privateHandshakes };
        await using NodePeer peer = await NodePeer.StartAsync();
        NodeMember ann = peer.Member("ann", library);
        NodeMember ben = peer.Member("ben", library);
        await JoinAsync(ann, ben, framing);
        Assert.Equal(["ann", "ben"], (await ann.MembersAsync()).Select(leaf => Encoding.UTF8.GetString(leaf.Identity)));

        PeerReceived heard = await ben.ReceiveAsync(await ann.EncryptAsync(Text("hello")));
        Assert.Equal(PeerMessageKind.Application, heard.Kind);
        Assert.Equal(Text("hello"), heard.Content);
        Assert.Equal(Text("ann"), heard.Sender.Identity);
        heard = await ann.ReceiveAsync(await ben.EncryptAsync(Text("and you"), Text("bound")));
        Assert.Equal(Text("and you"), heard.Content);

        PeerReceived renewed = await ann.ReceiveAsync((await ben.CommitAsync(framing)).Commit);
        Assert.Equal((PeerMessageKind.Commit, 2UL), (renewed.Kind, renewed.Epoch));
        await AssertAgreeAsync(ann, ben);

        PeerCommit removal = await ann.RemoveAsync(Text("ben"), framing);
        Assert.Null(removal.Welcome);
        Assert.True((await ben.ReceiveAsync(removal.Commit)).SelfRemoved);
        Assert.Equal(3UL, await ann.EpochAsync());
    }

    [Fact]
    public async Task A_tree_may_come_apart_from_the_welcome_and_proposals_before_their_commit()
    {
        await using NodePeer peer = await NodePeer.StartAsync();
        NodeMember ann = peer.Member("ann", library: true);
        NodeMember ben = peer.Member("ben", library: true);
        PeerFraming apart = new() { WithoutTree = true };
        await ann.CreateAsync(Group, Text("ann"));
        byte[] proposal = await ann.ProposeAddAsync((await ben.KeyPackageAsync(Text("ben"))).Message);
        Assert.NotEmpty(proposal);
        PeerCommit commit = await ann.CommitAsync(apart);
        await Assert.ThrowsAsync<PeerRefusalException>(() => ben.JoinAsync(Group, commit.Welcome));
        Assert.Equal(1U, await ben.JoinAsync(Group, commit.Welcome, commit.RatchetTree));
        await AssertAgreeAsync(ann, ben);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_saved_member_goes_on_in_another_process(bool library)
    {
        await using NodePeer first = await NodePeer.StartAsync();
        await using NodePeer second = await NodePeer.StartAsync();
        NodeMember ann = first.Member("ann", library);
        NodeMember ben = first.Member("ben", library);
        await JoinAsync(ann, ben, new PeerFraming());
        byte[] saved = await ben.SaveAsync();
        await ben.DropAsync();
        await Assert.ThrowsAsync<PeerRefusalException>(ben.EpochAsync);

        NodeMember again = second.Member("ben again");
        await again.LoadAsync(saved);
        Assert.Equal(Text("there?"), (await again.ReceiveAsync(await ann.EncryptAsync(Text("there?")))).Content);
        await ann.ReceiveAsync((await again.CommitAsync()).Commit);
        await AssertAgreeAsync(ann, again);
    }

    [Fact]
    public async Task A_refusal_names_its_rule_and_changes_nothing()
    {
        await using NodePeer peer = await NodePeer.StartAsync();
        NodeMember ann = peer.Member("ann");
        NodeMember ben = peer.Member("ben");
        await JoinAsync(ann, ben, new PeerFraming());
        byte[] message = await ann.EncryptAsync(Text("hello"));
        byte[] changed = [.. message];
        changed[^1] ^= 1;
        Assert.Equal("undecryptable", await RuleOfAsync(() => ben.ReceiveAsync(changed)));
        Assert.Equal(Text("hello"), (await ben.ReceiveAsync(message)).Content);
        Assert.Equal("replay", await RuleOfAsync(() => ben.ReceiveAsync(message)));
        Assert.Equal(
            "not-offered",
            await RuleOfAsync(() => ann.CommitAsync(new PeerFraming { PrivateMessage = true }))
        );
    }

    [Fact]
    public async Task The_peer_judges_lifetimes_by_the_time_that_it_is_given()
    {
        DateTimeOffset longAgo = new(2001, 2, 3, 4, 5, 6, TimeSpan.Zero);
        await using NodePeer peer = await NodePeer.StartAsync();
        NodeMember ann = peer.Member("ann");
        await peer.SetClockAsync(longAgo);
        await ann.CreateAsync(Group, Text("ann"));
        byte[] old = (await peer.Member("ben").KeyPackageAsync(Text("ben"))).Message;
        await peer.SetClockAsync(now: null);
        Assert.Equal("lifetime", await RuleOfAsync(() => ann.AddAsync(old)));
        await peer.SetClockAsync(longAgo.AddDays(1));
        Assert.Equal(1UL, (await ann.AddAsync(old)).Epoch);
    }

    [Fact]
    public async Task When_node_dies_its_last_words_are_told()
    {
        string program = Path.Combine(Directory.CreateTempSubdirectory("sotto-interop-").FullName, "dies.mjs");
        await File.WriteAllTextAsync(program, "throw new Error('out of order')");
        await using NodePeer peer = NodePeer.Start(program);
        InvalidOperationException ended = await Assert.ThrowsAsync<InvalidOperationException>(
            peer.Member("ann").EpochAsync
        );
        Assert.Contains("out of order", ended.Message, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(program)!, recursive: true);
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task JoinAsync(NodeMember founder, NodeMember guest, PeerFraming framing)
    {
        await founder.CreateAsync(Group, Text(founder.Name));
        PeerKeyPackage keyPackage = await guest.KeyPackageAsync(Text(guest.Name));
        PeerCommit added = await founder.AddAsync(keyPackage.Message, framing);
        await guest.JoinAsync(Group, added.Welcome);
    }

    private static async Task AssertAgreeAsync(NodeMember one, NodeMember other)
    {
        Assert.Equal(await one.EpochAuthenticatorAsync(), await other.EpochAuthenticatorAsync());
        byte[] secret = await one.ExporterAsync("interop", Text("context"), 48);
        Assert.Equal(48, secret.Length);
        Assert.Equal(secret, await other.ExporterAsync("interop", Text("context"), 48));
    }

    private static async Task<string> RuleOfAsync(Func<Task> work) =>
        (await Assert.ThrowsAsync<PeerRefusalException>(work)).Rule;
}
