using Sotto.Mls.Groups;
using Sotto.Mls.PublicGroups;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.Hostile;

/// <summary>
/// A group of four with an observer, in which <c>mallory</c> signs and tags whatever a test makes: everything about a
/// message is right but what the test breaks. A refusal must name the rule and leave victim and observer as they were.
/// </summary>
internal sealed class Insider : IDisposable
{
    internal Insider(CipherSuite suite = default)
    {
        Mallory = new Party("mallory", suite).Create();
        Victim = new("victim", suite);
        Third = new("third", suite);
        Fourth = new("fourth", suite);
        Mallory.Add(Victim);
        Mallory.Add(Third, Victim);
        Mallory.Add(Fourth, Victim, Third);
        Everybody = [Mallory, Victim, Third, Fourth];
        foreach (Party party in Everybody)
        {
            PreparedCommit commit = party.Commit();
            foreach (Party other in Everybody.Where(other => other != party))
            {
                other.Receive(commit.Message);
            }
        }

        Observer = PublicGroup.Follow(Mallory.Group.CreateGroupInfo(), ObserverPolicy, Party.Clock);
    }

    internal Party Mallory { get; }

    internal Party Victim { get; }

    internal Party Third { get; }

    internal Party Fourth { get; }

    internal Party[] Everybody { get; }

    internal TestPolicy ObserverPolicy { get; } = new();

    internal PublicGroup Observer { get; }

    internal MlsGroup Group => Mallory.Group;

    public void Dispose()
    {
        foreach (Party party in Everybody)
        {
            party.Dispose();
        }
    }

    /// <summary>An honest commit's content, for a test to spoil.</summary>
    internal Commit Honest(CommitOptions? options = null)
    {
        PublicMessage message = (PublicMessage)Group.Commit(options).Message;
        Group.DropPendingCommit();
        return message.Commit!;
    }

    /// <summary>Commits these by value, with a path that fits when nobody leaves.</summary>
    internal PublicMessage CommitOf(params Proposal[] proposals) =>
        Send(new Commit([.. proposals.Select(proposal => new ProposalOrReference.ByValue(proposal))], Honest().Path));

    internal PublicMessage Send(Commit commit) => Send(new FramedContent.Body(commit));

    internal PublicMessage Send(Proposal proposal) => Send(new FramedContent.Body(proposal));

    /// <summary>Signed, with a membership tag and, of a commit, a tag of the right length.</summary>
    internal PublicMessage Send(FramedContent.Body body) =>
        Tag(MessageMaking.Sign(Group, WireFormat.PublicMessage, MessageMaking.Frame(Group, body, [])));

    internal PublicMessage Send(FramedContent content) =>
        Tag(MessageMaking.Sign(Group, WireFormat.PublicMessage, content));

    internal PublicMessage Tag(AuthenticatedContent signed, byte[]? confirmationTag = null)
    {
        if (signed.Content.ContentType is ContentType.Commit)
        {
            signed = signed with { ConfirmationTag = confirmationTag ?? new byte[Group.Suite.HashLength] };
        }

        return (PublicMessage)MessageMaking.Frame(Group, signed);
    }

    /// <summary>Both refuse, for this reason, and nothing about them changes.</summary>
    internal void AssertRefused(string rule, PublicMessage message)
    {
        AssertRefusedByVictim(rule, message);
        byte[] before = Observer.Save();
        Assert.Equal(rule, Assert.Throws<MlsException>(() => Observe(message)).Rule);
        Assert.Equal(before, Observer.Save());
    }

    /// <summary>A member refuses what an observer cannot see.</summary>
    internal void AssertRefusedByVictim(string rule, MlsMessage message)
    {
        byte[] before = Victim.Snapshot();
        Assert.Equal(rule, Assert.Throws<MlsException>(() => Victim.Receive(message)).Rule);
        Assert.Equal(before, Victim.Snapshot());
    }

    /// <summary>An observer and all but mallory take it.</summary>
    internal void AssertAccepted(PublicMessage message)
    {
        Observe(message);
        foreach (Party party in Everybody.Where(party => party != Mallory))
        {
            party.Receive(message);
        }
    }

    private void Observe(PublicMessage message)
    {
        switch (Observer.Verify((PublicMessage)MlsFraming.Parse(message.Encode())))
        {
            case VerifiedProposal proposal:
                Observer.Keep(proposal);
                break;
            case VerifiedCommit commit:
                Observer.Merge(Observer.Stage(commit));
                break;
        }
    }
}
