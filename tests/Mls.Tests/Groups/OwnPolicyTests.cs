using System.Text;
using Sotto.Mls.Groups;
using Sotto.Mls.Tests.Hostile;

namespace Sotto.Mls.Tests.Groups;

/// <summary>A policy is asked of one's own leaf too, and who is the same client as somebody else.</summary>
public sealed class OwnPolicyTests : IDisposable
{
    private readonly Insider _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_creator_whom_the_policy_does_not_know_begins_no_group()
    {
        GroupSettings settings = _scene.Mallory.Settings with { Policy = new TestPolicy { Member = (_, _) => false } };
        Assert.Equal(
            "policy_member",
            Refusal(() =>
                MlsGroup.Create(new("g"u8.ToArray(), _scene.Mallory.Suite), _scene.Mallory.Identity, settings)
            )
        );
    }

    [Fact]
    public void A_commit_that_makes_oneself_somebody_else_is_not_even_made()
    {
        Party victim = _scene.Victim;
        LeafNode? previous = null;
        victim.Policy.Member = (leaf, replaced) =>
        {
            previous = replaced;
            return replaced is null || leaf.Credential.Equals(replaced.Credential);
        };
        LeafNode own = victim.Group.Current.OwnLeaf;
        byte[] before = victim.Snapshot();
        CommitOptions options = new() { Leaf = new() { Credential = new Credential.Basic("queen"u8) } };
        Assert.Equal("policy_member", Refusal(() => victim.Group.Commit(options)));
        Assert.Same(own, previous);
        Assert.Null(victim.Group.PendingCommit);
        Assert.Equal(before, victim.Snapshot());
        victim.Commit();
    }

    [Fact]
    public void Whoever_joins_from_outside_asks_their_policy_about_themselves_and_their_earlier_self()
    {
        GroupInfo info = _scene.Mallory.Group.CreateGroupInfo(withExternalPub: true);
        ExternalJoinOptions options = new() { Replaces = _scene.Fourth.Group.Self };
        List<(string Leaf, string? Previous)> asked = [];
        _scene.Fourth.Policy.Member = (leaf, previous) =>
        {
            asked.Add((NameOf(leaf), previous is null ? null : NameOf(previous)));
            return leaf.Source is not LeafNodeSource.Commit || previous is null;
        };
        Assert.Equal(
            "policy_member",
            Refusal(() => MlsGroup.JoinExternally(info, _scene.Fourth.Identity, _scene.Fourth.Settings, options))
        );
        Assert.Equal(("fourth", "fourth"), asked[^1]);
    }

    [Fact]
    public void A_client_who_is_in_the_group_is_not_added_again_under_another_key()
    {
        TellClientsByName();
        using OwnKeyPackage second = new Party("third").NewKeyPackage();
        _scene.AssertRefused("same_client_twice", Adding(second));
        byte[] before = _scene.Victim.Snapshot();
        Assert.Equal(
            "same_client_twice",
            Refusal(() => _scene.Victim.Group.Commit(new() { Adds = [second.KeyPackage] }))
        );
        Assert.Equal(before, _scene.Victim.Snapshot());
    }

    [Fact]
    public void A_client_is_added_once_by_a_commit()
    {
        TellClientsByName();
        using OwnKeyPackage first = new Party("fifth").NewKeyPackage();
        using OwnKeyPackage second = new Party("fifth").NewKeyPackage();
        _scene.AssertRefused("same_client_twice", Adding(first, second));
    }

    [Fact]
    public void A_client_who_is_removed_comes_back_by_the_same_commit()
    {
        TellClientsByName();
        using OwnKeyPackage second = new Party("fourth").NewKeyPackage();
        PreparedCommit commit = _scene.Mallory.Group.Commit(
            new() { Removes = [_scene.Fourth.Group.Self], Adds = [second.KeyPackage] }
        );
        _scene.AssertAccepted((PublicMessage)commit.Message);
        Assert.Equal(_scene.Mallory.Group.Epoch.Next, _scene.Victim.Group.Epoch);
        Assert.Equal(GroupStatus.Removed, _scene.Fourth.Group.Status);
    }

    [Fact]
    public void A_proposal_to_add_a_client_again_stops_nobody()
    {
        TellClientsByName();
        using OwnKeyPackage second = new Party("third").NewKeyPackage();
        _scene.Victim.Receive(_scene.Send(new Proposal.Add(second.KeyPackage)));
        PreparedCommit commit = _scene.Victim.Commit();
        Assert.Empty(((PublicMessage)commit.Message).Commit!.Proposals);
    }

    [Fact]
    public void Nobody_comes_from_outside_beside_their_earlier_self()
    {
        TellClientsByName();
        using Party again = new("third");
        GroupInfo info = _scene.Mallory.Group.CreateGroupInfo(withExternalPub: true);
        using ExternalJoin beside = MlsGroup.JoinExternally(info, again.Identity, again.Settings);
        _scene.AssertRefused("same_client_twice", (PublicMessage)beside.Message);
        using ExternalJoin instead = MlsGroup.JoinExternally(
            info,
            again.Identity,
            again.Settings,
            new() { Replaces = _scene.Third.Group.Self }
        );
        Assert.Equal(GroupStatus.Active, _scene.Victim.Group.Status);
        _scene.Victim.Receive(instead.Message);
        Assert.Equal(4, _scene.Victim.Group.Members.Count);
        again.Group = instead.Enter();
    }

    /// <summary>A commit that only adds needs no path.</summary>
    private PublicMessage Adding(params OwnKeyPackage[] packages) =>
        _scene.Send(
            new Commit(
                [.. packages.Select(package => new ProposalOrReference.ByValue(new Proposal.Add(package.KeyPackage)))],
                null
            )
        );

    private void TellClientsByName()
    {
        foreach (Party party in _scene.Everybody)
        {
            party.Policy.SameClient = ByName;
        }

        _scene.ObserverPolicy.SameClient = ByName;
    }

    private static bool ByName(LeafNode first, LeafNode second) => first.Credential.Equals(second.Credential);

    private static string NameOf(LeafNode leaf) =>
        Encoding.UTF8.GetString(((Credential.Basic)leaf.Credential).Identity.Span);

    private static string Refusal(Func<object?> attempt) => Assert.Throws<MlsException>(attempt).Rule;
}
