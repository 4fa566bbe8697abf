using Sotto.Mls.Groups;

namespace Sotto.Mls.Tests.Groups;

/// <summary>
/// A proposal that ends the group is committed alone (RFC 9420 section 12.2); what is kept as a group begins is committed
/// with its origin.
/// </summary>
public sealed class ProposedEndTests : IDisposable
{
    private static readonly Proposal.ReInit End = new("next"u8, CipherSuite.X25519Aes128Sha256Ed25519, []);
    private readonly Party _ann = new Party("ann").Create();
    private readonly Party _bob = new("bob");

    public ProposedEndTests() => _ann.Add(_bob);

    public void Dispose()
    {
        _ann.Dispose();
        _bob.Dispose();
    }

    [Fact]
    public void An_end_that_somebody_proposed_is_committed_when_nothing_else_waits()
    {
        _bob.Receive(_ann.Group.ProposeReInit(End));
        Assert.True(_bob.Group.MustCommitFirst);
        PreparedCommit commit = _bob.Commit();
        _ann.Receive(commit.Message);
        foreach (Party party in (Party[])[_ann, _bob])
        {
            Assert.Equal(GroupStatus.Reinitialized, party.Group.Status);
            Assert.Equal("next"u8, party.Group.Successor!.GroupId.Span);
        }
    }

    [Fact]
    public void An_end_gives_way_to_whatever_else_is_committed()
    {
        _bob.Receive(_ann.Group.ProposeReInit(End));
        _bob.Receive(_ann.Group.ProposeUpdate());
        AssertGoingOn(_bob.Commit(), 1);
        _bob.Receive(_ann.Group.ProposeReInit(End));
        Extension demand = new RequiredCapabilities(proposals: [Proposal.SelfRemoveType]).ToExtension();
        AssertGoingOn(_bob.Commit(new() { Extensions = [demand] }), 1);
        Assert.Single(_bob.Group.Extensions);
    }

    [Fact]
    public void Two_ends_are_none()
    {
        _bob.Receive(_ann.Group.ProposeReInit(End));
        _ann.Receive(_bob.Group.ProposeReInit(new("another"u8, _bob.Suite, [])));
        AssertGoingOn(_bob.Commit(), 0);
    }

    [Fact]
    public void What_is_kept_as_a_branch_begins_is_committed_with_its_origin()
    {
        using OwnKeyPackage package = _bob.NewKeyPackage();
        MlsGroup branch = MlsGroup.Create(new("branch"u8.ToArray(), _ann.Suite), _ann.Identity, _ann.Settings);
        branch.ProposeAdd(package.KeyPackage);
        PreparedCommit first = branch.Commit(new() { Origin = (ResumptionUsage.Branch, _ann.Group) });
        Assert.Equal(2, first.Pending.OwnCommit!.Proposals.Count);
        branch.Merge(first.Pending);
        using MlsGroup whole = _bob.Group;
        _bob.Join(first.Welcome!, package, new() { Predecessor = whole });
        using MlsGroup annWhole = _ann.Group;
        _ann.Group = branch;
        ConversationTests.AssertTalking(_ann, _bob);
    }

    private void AssertGoingOn(PreparedCommit commit, int proposals)
    {
        _ann.Receive(commit.Message);
        Assert.Equal(proposals, commit.Pending.OwnCommit!.Proposals.Count);
        Assert.DoesNotContain(commit.Pending.OwnCommit.Proposals, listed => listed.Value is Proposal.ReInit);
        Assert.Null(_ann.Group.Successor);
        ConversationTests.AssertTalking(_ann, _bob);
    }
}
