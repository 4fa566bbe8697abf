using System.Security.Cryptography;
using Sotto.Mls.Groups;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.Hostile;

/// <summary>Commits and proposals from outside (RFC 9420 sections 12.1.8 and 12.4.3.2; peer failure 26).</summary>
public sealed class OutsiderRefusals : IDisposable
{
    private readonly Insider _scene = new();
    private readonly Party _outsider = new("outsider");

    public void Dispose()
    {
        _scene.Dispose();
        _outsider.SignatureKey.Dispose();
    }

    [Fact]
    public void A_commit_from_outside_is_refused_unless_the_policy_allows_it()
    {
        using ExternalJoin join = Join(null);
        _scene.Victim.Policy.ExternalCommits = false;
        _scene.AssertRefusedByVictim("external_commit", join.Message);
        _scene.Victim.Policy.ExternalCommits = true;
        _scene.AssertAccepted(join.Message);
    }

    [Fact]
    public void A_policy_that_compares_credentials_lets_nobody_remove_somebody_else()
    {
        using ExternalJoin join = Join(new() { Replaces = _scene.Third.Group.Self });
        _scene.Victim.Policy.Member = (leaf, previous) =>
            previous is null || leaf.Credential.Equals(previous.Credential);
        _scene.AssertRefusedByVictim("policy_member", join.Message);
    }

    [Fact]
    public void An_outsiders_commit_holds_what_it_needs_and_no_more()
    {
        using ExternalJoin join = Join(null);
        Commit honest = join.Message.Commit!;
        Proposal init = ((ProposalOrReference.ByValue)honest.Proposals[0]).Proposal;
        using OwnKeyPackage package = _outsider.NewKeyPackage();
        Dictionary<string, Proposal[]> wrong = new(StringComparer.Ordinal)
        {
            ["external_init_count"] = [],
            ["external_init_count "] = [init, init],
            ["external_commit_removes"] = [init, new Proposal.Remove(new(1)), new Proposal.Remove(new(2))],
            ["sender_proposal_type"] = [init, new Proposal.Add(package.KeyPackage)],
            ["sender_proposal_type "] = [init, new Proposal.GroupContextExtensions([])],
            ["remove_no_member"] = [init, new Proposal.Remove(new(40))],
        };
        foreach ((string rule, Proposal[] proposals) in wrong)
        {
            IEnumerable<ProposalOrReference> listed = proposals.Select(proposal => new ProposalOrReference.ByValue(
                proposal
            ));
            _scene.AssertRefused(rule.Trim(), Send(new([.. listed], honest.Path)));
        }

        _scene.AssertRefused("path_missing", Send(new(honest.Proposals, null)));
        PublicMessage removal = _scene.Send(new Proposal.Remove(new(2)));
        _scene.AssertAccepted(removal);
        byte[] reference = _scene.Observer.PendingProposals[0].Reference.ToArray();
        Commit byReference = new([honest.Proposals[0], new ProposalOrReference.ByReference(reference)], honest.Path);
        _scene.AssertRefused("external_commit_proposal", Send(byReference));
    }

    [Fact]
    public void Whoever_is_leaving_may_be_let_go_by_an_outsider()
    {
        PublicMessage leaving = (PublicMessage)_scene.Fourth.Group.ProposeSelfRemove();
        foreach (Party party in (Party[])[_scene.Mallory, _scene.Victim, _scene.Third])
        {
            party.Receive(leaving);
        }

        Assert.Equal(Proposal.SelfRemoveType, _scene.Victim.Group.PendingProposals[0].Proposal.Type);
    }

    [Fact]
    public void A_listed_service_proposes_and_an_unlisted_one_does_not()
    {
        using SignatureKeyPair service = SignatureKeyPair.Generate(_scene.Mallory.Suite, RandomNumberGenerator.Fill);
        Extension listed = ExternalSender.ToExtension([new(service.PublicKey.Span, new Credential.Basic("service"u8))]);
        _scene.AssertAccepted((PublicMessage)_scene.Mallory.Commit(new() { Extensions = [listed] }).Message);

        PublicMessage removal = Propose(0, new Proposal.Remove(_scene.Fourth.Group.Self), service);
        _scene.AssertRefused("external_sender_unknown", Propose(1, new Proposal.Remove(new(2)), service));
        _scene.AssertRefused("message_signature", Propose(0, new Proposal.Remove(new(2)), _outsider.SignatureKey));
        _scene.AssertRefused("sender_proposal_type", Propose(0, new Proposal.SelfRemove(), service));
        _scene.AssertAccepted(removal);
        _scene.Mallory.Receive(removal);
        _scene.AssertAccepted((PublicMessage)_scene.Mallory.Commit().Message);
        Assert.Equal(GroupStatus.Removed, _scene.Fourth.Group.Status);
    }

    [Fact]
    public void Somebody_asks_to_be_added_under_their_own_key_only()
    {
        using OwnKeyPackage package = _outsider.NewKeyPackage();
        PublicMessage request = ExternalProposals.RequestAdd(
            _scene.Group.GroupId,
            _scene.Group.Epoch,
            package.KeyPackage,
            _outsider.SignatureKey
        );
        PublicMessage forged = ExternalProposals.RequestAdd(
            _scene.Group.GroupId,
            _scene.Group.Epoch,
            package.KeyPackage,
            _scene.Mallory.SignatureKey
        );
        _scene.AssertRefused("message_signature", forged);
        _scene.AssertAccepted(request);
        _scene.Mallory.Receive(request);
        PreparedCommit commit = _scene.Mallory.Commit();
        _scene.AssertAccepted((PublicMessage)commit.Message);
        _outsider.Join(commit.Welcome!, package);
        ConversationTests.AssertTalking([.. _scene.Everybody, _outsider]);
    }

    [Fact]
    public void Without_an_external_key_nobody_tries()
    {
        GroupInfo info = _scene.Group.CreateGroupInfo();
        MlsException refusal = Assert.Throws<MlsException>(() =>
            MlsGroup.JoinExternally(info, _outsider.Identity, _outsider.Settings)
        );
        Assert.Equal("external_pub_missing", refusal.Rule);
        refusal = Assert.Throws<MlsException>(() => Join(new() { ExpectedGroupId = "another"u8.ToArray() }));
        Assert.Equal("group_info_unexpected", refusal.Rule);
    }

    private ExternalJoin Join(ExternalJoinOptions? options) =>
        MlsGroup.JoinExternally(
            _scene.Group.CreateGroupInfo(withExternalPub: true),
            _outsider.Identity,
            _outsider.Settings,
            options
        );

    private PublicMessage Propose(uint index, Proposal proposal, SignatureKeyPair key) =>
        ExternalProposals.Propose(
            _scene.Group.CipherSuite,
            _scene.Group.GroupId,
            _scene.Group.Epoch,
            index,
            proposal,
            key
        );

    private PublicMessage Send(Commit commit)
    {
        FramedContent content = new(
            _scene.Group.GroupId,
            _scene.Group.Epoch,
            new Sender.NewMemberCommit(),
            default,
            new(commit)
        );
        AuthenticatedContent signed = AuthenticatedContent.Sign(
            _scene.Group.Suite,
            _outsider.SignatureKey.For(_scene.Group.Suite),
            WireFormat.PublicMessage,
            content,
            _scene.Group.Current.Public.Context
        );
        return new(signed with { ConfirmationTag = new byte[_scene.Group.Suite.HashLength] }, default);
    }
}
