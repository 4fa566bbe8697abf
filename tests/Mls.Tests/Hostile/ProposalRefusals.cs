using System.Security.Cryptography;
using Sotto.Mls.Groups;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.Hostile;

/// <summary>Proposals and lists of them that RFC 9420 sections 12.1 and 12.2 refuse.</summary>
public sealed class ProposalRefusals : IDisposable
{
    private readonly Insider _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_committer_neither_removes_nor_updates_itself() =>
        _scene.AssertRefused("remove_by_committer", _scene.CommitOf(new Proposal.Remove(_scene.Group.Self)));

    [Fact]
    public void An_update_by_value_is_the_committers_own_and_refused() =>
        _scene.AssertRefused("update_by_committer", _scene.CommitOf(UpdateOf(_scene.Mallory)));

    [Fact]
    public void An_update_of_ones_own_is_not_committed_by_reference_either()
    {
        PublicMessage update = _scene.Send(UpdateOf(_scene.Mallory));
        _scene.AssertAccepted(update);
        _scene.AssertRefused("update_by_committer", ByReference(update));
    }

    [Fact]
    public void Nobody_updates_the_leaf_of_somebody_else()
    {
        Proposal.Update update = UpdateOf(_scene.Third);
        _scene.AssertRefused("leaf_signature", _scene.Send(update));
    }

    [Fact]
    public void Whoever_is_not_there_is_not_removed()
    {
        _scene.AssertRefused("remove_no_member", _scene.CommitOf(new Proposal.Remove(new(77))));
        _scene.AssertRefused("remove_no_member", _scene.Send(new Proposal.Remove(new(int.MaxValue))));
    }

    [Fact]
    public void One_leaf_is_changed_once() =>
        _scene.AssertRefused(
            "leaf_changed_twice",
            _scene.CommitOf(new Proposal.Remove(_scene.Third.Group.Self), new Proposal.Remove(_scene.Third.Group.Self))
        );

    [Fact]
    public void One_leaf_is_not_updated_and_removed()
    {
        PublicMessage update = (PublicMessage)_scene.Third.Group.ProposeUpdate();
        foreach (Party other in (Party[])[_scene.Mallory, _scene.Victim, _scene.Fourth])
        {
            other.Receive(update);
        }

        _scene.Observer.Keep((VerifiedProposal)_scene.Observer.Verify(update));
        Commit commit = new(
            [
                new ProposalOrReference.ByValue(new Proposal.Remove(_scene.Third.Group.Self)),
                new ProposalOrReference.ByReference(_scene.Group.PendingProposals[0].Reference.ToArray()),
            ],
            _scene.Honest(new() { LeavePendingProposals = true }).Path
        );
        _scene.AssertRefused("leaf_changed_twice", _scene.Send(commit));
    }

    [Fact]
    public void A_removal_without_a_path_would_let_the_removed_follow()
    {
        Commit commit = new([new ProposalOrReference.ByValue(new Proposal.Remove(_scene.Fourth.Group.Self))], null);
        _scene.AssertRefused("path_missing", _scene.Send(commit));
    }

    [Fact]
    public void An_empty_commit_needs_a_path() =>
        _scene.AssertRefused("path_missing", _scene.Send(new Commit([], null)));

    [Fact]
    public void Extensions_and_updates_need_a_path()
    {
        Commit commit = new([new ProposalOrReference.ByValue(new Proposal.GroupContextExtensions([]))], null);
        _scene.AssertRefused("path_missing", _scene.Send(commit));
    }

    [Fact]
    public void Extensions_are_changed_once() =>
        _scene.AssertRefused(
            "extensions_twice",
            _scene.CommitOf(new Proposal.GroupContextExtensions([]), new Proposal.GroupContextExtensions([]))
        );

    [Fact]
    public void A_group_ends_alone() =>
        _scene.AssertRefused(
            "reinit_not_alone",
            _scene.CommitOf(
                new Proposal.ReInit("next"u8, _scene.Group.CipherSuite, []),
                new Proposal.Remove(_scene.Fourth.Group.Self)
            )
        );

    [Fact]
    public void A_member_brings_no_external_init()
    {
        _scene.AssertRefused("sender_proposal_type", _scene.CommitOf(new Proposal.ExternalInit(new byte[32])));
        _scene.AssertRefused("sender_proposal_type", _scene.Send(new Proposal.ExternalInit(new byte[32])));
    }

    [Fact]
    public void A_pre_shared_key_is_named_once()
    {
        Proposal.PreSharedKey key = new(PreSharedKeyId.OfExternal("key"u8, new byte[32]));
        _scene.AssertRefused("psk_twice", _scene.CommitOf(key, key));
    }

    [Fact]
    public void A_nonce_has_the_length_of_the_hash()
    {
        foreach (int length in (int[])[0, 31, 33])
        {
            Proposal.PreSharedKey key = new(PreSharedKeyId.OfExternal("key"u8, new byte[length]));
            _scene.AssertRefused("psk_nonce_length", _scene.CommitOf(key));
        }
    }

    [Fact]
    public void Keys_of_another_group_do_not_enter_one_that_exists()
    {
        foreach (ResumptionUsage usage in (ResumptionUsage[])[ResumptionUsage.ReInit, ResumptionUsage.Branch])
        {
            PreSharedKeyId id = PreSharedKeyId.OfResumption(usage, _scene.Group.GroupId.Span, new(1), new byte[32]);
            _scene.AssertRefused("psk_usage", _scene.CommitOf(new Proposal.PreSharedKey(id)));
        }
    }

    [Fact]
    public void A_key_that_is_not_here_stops_the_member_alone()
    {
        Proposal.PreSharedKey key = new(PreSharedKeyId.OfExternal("nobody has it"u8, new byte[32]));
        _scene.AssertRefusedByVictim("psk_unknown", _scene.CommitOf(key));
        PreSharedKeyId old = PreSharedKeyId.OfResumption(
            ResumptionUsage.Application,
            _scene.Group.GroupId.Span,
            new(0),
            new byte[32]
        );
        _scene.AssertRefusedByVictim("psk_unknown", _scene.CommitOf(new Proposal.PreSharedKey(old)));
    }

    [Fact]
    public void Leaving_is_committed_by_reference_and_by_somebody_else()
    {
        _scene.AssertRefused("remove_by_committer", _scene.CommitOf(new Proposal.SelfRemove()));
        PublicMessage leaving = _scene.Send(new Proposal.SelfRemove());
        _scene.AssertAccepted(leaving);
        _scene.AssertRefused("remove_by_committer", ByReference(leaving));
    }

    [Fact]
    public void A_proposal_that_was_never_sent_is_not_committed()
    {
        Commit commit = new([new ProposalOrReference.ByReference(new byte[32])], _scene.Honest().Path);
        _scene.AssertRefused("proposal_unknown", _scene.Send(commit));
    }

    [Fact]
    public void Nobody_is_added_twice_nor_under_a_key_that_is_there()
    {
        using OwnKeyPackage again = _scene.Third.NewKeyPackage();
        _scene.AssertRefused("duplicate_signature_key", AddOf(again.KeyPackage));
        using Party fay = new("fay") { Group = new Party("unused").Create().Group };
        using OwnKeyPackage first = fay.NewKeyPackage();
        using OwnKeyPackage second = fay.NewKeyPackage();
        _scene.AssertRefused("duplicate_signature_key", AddOf(first.KeyPackage, second.KeyPackage));
    }

    [Fact]
    public void Whoever_is_removed_may_be_added_in_the_same_commit()
    {
        using OwnKeyPackage again = _scene.Fourth.NewKeyPackage();
        PreparedCommit commit = _scene.Mallory.Commit(
            new() { Removes = [_scene.Fourth.Group.Self], Adds = [again.KeyPackage] }
        );
        _scene.Victim.Receive(commit.Message);
        _scene.Third.Receive(commit.Message);
        _scene.Fourth.Group.Dispose();
        _scene.Fourth.Join(commit.Welcome!, again);
        ConversationTests.AssertTalking(_scene.Everybody);
    }

    [Fact]
    public void A_key_package_that_is_over_or_not_begun_adds_nobody()
    {
        ulong now = (ulong)Party.Clock.GetUtcNow().ToUnixTimeSeconds();
        foreach (Lifetime wrong in (Lifetime[])[new(now - 9, now - 1), new(now + 1, now + 9)])
        {
            PublicMessage add = AddOf(KeyPackageWith(wrong));
            Assert.Equal("lifetime", Assert.Throws<MlsException>(() => _scene.Observer.Verify(add)).Rule);
            CommitOptions own = new() { Adds = [KeyPackageWith(wrong)] };
            Assert.Equal("lifetime", Assert.Throws<MlsException>(() => _scene.Victim.Group.Commit(own)).Rule);
            // Who hears of it late must not be alone with a refusal: what stops them here is the tag.
            _scene.AssertRefusedByVictim("confirmation_tag", add);
        }

        // To the second it counts; what is refused then is the tag that the test cannot know.
        _scene.AssertRefusedByVictim("confirmation_tag", AddOf(KeyPackageWith(new(now, now))));
    }

    [Fact]
    public void A_lifetime_that_hardly_ends_is_refused()
    {
        ulong now = (ulong)Party.Clock.GetUtcNow().ToUnixTimeSeconds();
        ulong longest = 366 * 86_400;
        foreach (Lifetime wrong in (Lifetime[])[new(0, ulong.MaxValue), new(now, now + longest + 1)])
        {
            _scene.AssertRefused("lifetime_too_long", AddOf(KeyPackageWith(wrong)));
        }

        _scene.AssertRefusedByVictim("confirmation_tag", AddOf(KeyPackageWith(new(now, now + longest))));
    }

    [Fact]
    public void Leaving_is_said_in_the_open()
    {
        AuthenticatedContent hidden = MessageMaking.Sign(
            _scene.Group,
            WireFormat.PrivateMessage,
            MessageMaking.Frame(_scene.Group, new(new Proposal.SelfRemove()), [])
        );
        _scene.AssertRefusedByVictim("self_remove_private", MessageMaking.Frame(_scene.Group, hidden));
    }

    [Fact]
    public void A_damaged_key_package_adds_nobody()
    {
        KeyPackage honest = KeyPackageWith(Party.Clock.Lifetime);
        _scene.AssertRefused("key_package_signature", AddOf(Flip(honest, fromEnd: 1)));
        _scene.AssertRefused("leaf_signature", AddOf(Flip(honest, fromEnd: 2 + 64 + 1 + 1)));
    }

    [Fact]
    public void A_key_package_of_another_suite_adds_nobody()
    {
        using Party other = new Party("other", CipherSuite.X25519ChaCha20Sha256Ed25519).Create();
        using OwnKeyPackage package = other.NewKeyPackage();
        _scene.AssertRefused("key_package_suite", AddOf(package.KeyPackage));
    }

    private PublicMessage AddOf(params KeyPackage[] packages) =>
        _scene.Send(
            new Commit(
                [.. packages.Select(package => new ProposalOrReference.ByValue(new Proposal.Add(package)))],
                null
            )
        );

    private PublicMessage ByReference(PublicMessage proposal)
    {
        VerifiedProposal verified = (VerifiedProposal)_scene.Observer.Verify(proposal);
        byte[] reference = verified.Reference.ToArray();
        return _scene.Send(
            new Commit(
                [new ProposalOrReference.ByReference(reference)],
                _scene.Honest(new() { LeavePendingProposals = true }).Path
            )
        );
    }

    private static KeyPackage KeyPackageWith(Lifetime lifetime)
    {
        using Party newcomer = new Party("newcomer").Create();
        using OwnKeyPackage own = OwnKeyPackage.Generate(
            newcomer.Suite,
            newcomer.Identity,
            lifetime,
            RandomNumberGenerator.Fill
        );
        return own.KeyPackage;
    }

    private static KeyPackage Flip(KeyPackage package, int fromEnd)
    {
        byte[] bytes = package.Encode();
        bytes[^fromEnd] ^= 1;
        return (KeyPackage)MlsFraming.Parse(bytes);
    }

    private static Proposal.Update UpdateOf(Party party)
    {
        PublicMessage message = (PublicMessage)party.Group.ProposeUpdate();
        return (Proposal.Update)message.Proposal!;
    }
}
