using Sotto.Mls.PublicGroups;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.Properties;

/// <summary>A handshake in the order that holds for everybody.</summary>
internal sealed record Post(MlsMessage Message, Epoch Epoch, bool IsCommit, Actor Sender)
{
    /// <summary>Whoever gets it parses their own.</summary>
    internal MlsMessage Arrive() => MlsFraming.Parse(Message.Encode());
}

/// <summary>
/// Orders handshakes and accepts those of the newest epoch alone; when they are public, what it knows of the group
/// judges them first, as the server does.
/// </summary>
internal sealed class DeliveryService(EpochFacts facts, Chance chance)
{
    private readonly List<Post> _log = [];
    private PublicGroup? _observer;

    internal IReadOnlyList<Post> Log => _log;

    internal Epoch Head { get; private set; }

    internal void Begin(Actor founder, bool observes)
    {
        if (observes)
        {
            GroupInfo info = founder.Group.CreateGroupInfo();
            _observer = PublicGroup.Follow(info, new TestPolicy(), Party.Clock);
            facts.Note(_observer);
        }
    }

    /// <summary>Whether the proposal is everybody's now.</summary>
    internal bool Propose(Actor sender, MlsMessage message, Epoch epoch)
    {
        if (epoch != Head)
        {
            RefuseOutdated(message);
            return false;
        }

        if (_observer is not null)
        {
            MayRestart();
            _observer.Keep(Assert.IsType<VerifiedProposal>(Verify(message)));
        }

        _log.Add(new(message, epoch, false, sender));
        return true;
    }

    /// <summary>Whether the commit is the one that ends the epoch.</summary>
    internal bool Commit(Actor sender, MlsMessage message, Epoch epoch, GroupInfo info)
    {
        if (epoch != Head)
        {
            RefuseOutdated(message);
            return false;
        }

        if (_observer is not null)
        {
            MayRestart();
            PublicEpoch next = _observer.Stage(Assert.IsType<VerifiedCommit>(Verify(message)));
            Assert.True(next.IsDescribedBy((GroupInfo)MlsFraming.Parse(info.Encode())));
            _observer.Merge(next);
            Assert.Empty(_observer.PendingProposals);
            facts.Note(_observer);
        }

        _log.Add(new(message, epoch, true, sender));
        Head = Head.Next;
        return true;
    }

    private VerifiedMessage Verify(MlsMessage message) =>
        _observer!.Verify((PublicMessage)MlsFraming.Parse(message.Encode()));

    private void RefuseOutdated(MlsMessage message)
    {
        if (_observer is not null)
        {
            byte[] before = _observer.Save();
            Assert.Throws<MlsException>(() => Verify(message));
            Assert.Equal(before, _observer.Save());
        }
    }

    private void MayRestart()
    {
        if (chance.Happens(15))
        {
            _observer = PublicGroup.Load(_observer!.Save(), new TestPolicy(), Party.Clock);
        }
    }
}
