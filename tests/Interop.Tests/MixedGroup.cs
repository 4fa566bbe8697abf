using System.Text;
using Sotto.Mls;
using Sotto.Mls.PublicGroups;

namespace Sotto.Interop.Tests;

/// <summary>Devices of both kinds in one group, an observer when handshakes are public, and who tells whom.</summary>
internal sealed class MixedGroup : IDisposable
{
    internal static readonly byte[] Id = Encoding.UTF8.GetBytes("cnv_mixed/0");
    internal static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly NodePeer _peer;
    private readonly string _name;
    private readonly bool _library;
    private readonly bool _privateHandshakes;
    private readonly List<DotnetDevice> _owned = [];
    private PublicGroup? _observer;

    internal MixedGroup(NodePeer peer, string name, bool library, bool privateHandshakes)
    {
        _peer = peer;
        _name = name;
        _library = library;
        _privateHandshakes = privateHandshakes;
    }

    internal List<IDevice> Members { get; } = [];

    public void Dispose() => _owned.ForEach(device => device.Dispose());

    internal IDevice Device(string name, Kind kind)
    {
        if (kind is Kind.Node)
        {
            return new NodeDevice(_peer.Member($"{_name}: {name}", _library), name, _privateHandshakes);
        }

        DotnetDevice device = new(name, _privateHandshakes, new FixedTime(), pads: !_library);
        _owned.Add(device);
        return device;
    }

    internal async Task<IDevice> CreateAsync(string name, Kind kind)
    {
        IDevice founder = Device(name, kind);
        await founder.CreateAsync(Id);
        Members.Add(founder);
        if (!_privateHandshakes)
        {
            _observer = PublicGroup.Follow(
                (GroupInfo)MlsFraming.Parse(await founder.GroupInfoAsync()),
                new WatchingPolicy(),
                new FixedTime()
            );
        }

        return founder;
    }

    internal async Task<IDevice> AddAsync(IDevice inviter, string name, Kind kind, bool treeApart = false)
    {
        IDevice newcomer = Device(name, kind);
        await CommitAsync(
            inviter,
            new() { KeyPackages = [await newcomer.KeyPackageAsync()], TreeApart = treeApart },
            [newcomer]
        );
        return newcomer;
    }

    /// <summary>Somebody commits, everybody is told, newcomers join; then all agree.</summary>
    internal async Task CommitAsync(IDevice committer, Change change, params IReadOnlyList<IDevice> newcomers)
    {
        Committed commit = await committer.CommitAsync(change);
        Observe(commit);
        foreach (IDevice other in Members.Where(member => member != committer).ToArray())
        {
            Heard heard = await other.ReceiveAsync(commit.Message);
            Assert.Equal(committer.Name, heard.Sender);
            if (heard.SelfRemoved)
            {
                Members.Remove(other);
            }
        }

        foreach (IDevice newcomer in newcomers)
        {
            await newcomer.JoinAsync(Id, commit.Welcome!, change.TreeApart ? commit.Tree : null);
            Members.Add(newcomer);
        }

        await AssertAgreeAsync();
    }

    /// <summary>Somebody leaves by another's hand, and notices.</summary>
    internal async Task RemoveAsync(IDevice remover, IDevice removed)
    {
        await CommitAsync(remover, new() { Removed = removed.Name });
        await AssertGoneAsync(removed);
    }

    /// <summary>Whoever is no longer a member has noticed, and neither reads nor writes.</summary>
    internal async Task AssertGoneAsync(IDevice removed)
    {
        Assert.DoesNotContain(removed, Members);
        byte[] later = await Members[0].EncryptAsync(Encoding.UTF8.GetBytes("without you"));
        await Assert.ThrowsAsync<RefusedException>(() => removed.ReceiveAsync(later));
        await Assert.ThrowsAnyAsync<Exception>(() => removed.EncryptAsync([1]));
    }

    internal async Task ProposeAsync(IDevice proposer, byte[] proposal)
    {
        if (_observer is not null)
        {
            _observer.Keep((VerifiedProposal)_observer.Verify((PublicMessage)MlsFraming.Parse(proposal)));
        }

        foreach (IDevice other in Members.Where(member => member != proposer))
        {
            Assert.Equal(proposer.Name, (await other.ReceiveAsync(proposal)).Sender);
        }
    }

    /// <summary>Everybody says something of this length to everybody.</summary>
    internal async Task TalkAsync(int length)
    {
        foreach (IDevice sender in Members)
        {
            byte[] content = [.. Enumerable.Range(0, length).Select(at => (byte)(at * 7))];
            byte[] message = await sender.EncryptAsync(content);
            foreach (IDevice receiver in Members.Where(member => member != sender))
            {
                Heard heard = await receiver.ReceiveAsync(message);
                Assert.Equal(content, heard.Content);
                Assert.Equal(sender.Name, heard.Sender);
            }
        }
    }

    internal async Task RestartAsync()
    {
        foreach (IDevice member in Members)
        {
            await member.RestartAsync();
        }

        if (_observer is not null)
        {
            _observer = PublicGroup.Load(_observer.Save(), new WatchingPolicy(), new FixedTime());
        }
    }

    internal async Task AssertAgreeAsync()
    {
        Agreed expected = await Members[0].AgreedAsync();
        foreach (IDevice member in Members)
        {
            Assert.Equal(expected, await member.AgreedAsync());
        }

        if (_observer is not null)
        {
            Assert.Equal(expected.Epoch, _observer.Epoch.Value);
            Assert.Equal(Members.Count, _observer.Members.Count);
        }
    }

    /// <summary>What a server checks: the commit, and that the description fits the epoch it leads to.</summary>
    private void Observe(Committed commit)
    {
        if (_observer is not null)
        {
            PublicMessage message = (PublicMessage)MlsFraming.Parse(commit.Message);
            PublicEpoch next = _observer.Stage((VerifiedCommit)_observer.Verify(message));
            Assert.True(next.IsDescribedBy((GroupInfo)MlsFraming.Parse(commit.GroupInfo)));
            _observer.Merge(next);
        }
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class WatchingPolicy : GroupPolicy
    {
        public override bool AcceptsMember(LeafNode leaf, LeafNode? previous) => true;
    }
}
