using System.Security.Cryptography;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups;
using Sotto.Mls.PublicGroups;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.Hostile;

/// <summary>What a review found that let one participant stop or lose a group; each was seen to work before it was mended.</summary>
public sealed class ReviewRegressions : IDisposable
{
    private readonly Insider _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void A_leaf_key_that_nobody_could_encrypt_to_is_refused(string hex)
    {
        using Party newcomer = new Party("newcomer").Create();
        LeafContent content = newcomer.Identity.Content(Convert.FromHexString(hex)) with
        {
            Source = LeafNodeSource.KeyPackage,
            Lifetime = Party.Clock.Lifetime,
        };
        Suite suite = _scene.Group.Suite;
        LeafNode leaf = newcomer.Identity.SignLeaf(suite, content, LeafPlace.None);
        KeyPackage package = KeyPackage.Sign(
            suite,
            newcomer.SignatureKey.For(suite),
            RandomNumberGenerator.GetBytes(32),
            leaf,
            []
        );
        _scene.AssertRefused("hpke_public_key", _scene.Send(new Proposal.Add(package)));
    }

    [Fact]
    public void A_proposal_that_can_never_be_committed_stops_nobody()
    {
        using OwnKeyPackage again = _scene.Third.NewKeyPackage();
        PreSharedKeyId unknown = PreSharedKeyId.OfExternal("nobody has it"u8, new byte[32]);
        foreach (
            Proposal poison in (Proposal[])
                [
                    new Proposal.Add(again.KeyPackage),
                    new Proposal.PreSharedKey(unknown),
                    new Proposal.GroupContextExtensions([new(0xF00D, [])]),
                ]
        )
        {
            _scene.Victim.Receive(_scene.Send(poison));
        }

        PublicMessage honest = _scene.Send(new Proposal.Remove(_scene.Fourth.Group.Self));
        _scene.Victim.Receive(honest);
        PreparedCommit commit = _scene.Victim.Commit();
        Assert.Single(((PublicMessage)commit.Message).Commit!.Proposals);
        Assert.False(_scene.Victim.Group.MustCommitFirst);
    }

    [Fact]
    public void A_member_who_proposes_without_end_fills_a_thousand_places_and_changes_nothing_more()
    {
        using Party sealing = new("sealing") { Settings = _scene.Mallory.Settings with { EncryptHandshakes = true } };
        _scene.Mallory.Add(sealing, _scene.Victim);
        foreach (MlsGroup group in (MlsGroup[])[_scene.Victim.Group, sealing.Group])
        {
            for (int i = 0; i < 1_000; i++)
            {
                PreSharedKeyId id = PreSharedKeyId.OfExternal(BitConverter.GetBytes(i), new byte[32]);
                group.Keep((VerifiedProposal)group.Verify(_scene.Send(new Proposal.PreSharedKey(id))));
            }
        }

        _scene.AssertRefusedByVictim("too_many_proposals", _scene.Send(new Proposal.Remove(_scene.Fourth.Group.Self)));
        byte[] before = sealing.Snapshot();
        Assert.Equal("too_many_proposals", Assert.Throws<MlsException>(() => sealing.Group.ProposeUpdate()).Rule);
        Assert.Equal("too_many_proposals", Assert.Throws<MlsException>(() => sealing.Group.ProposeReInit(End)).Rule);
        Assert.Equal(before, sealing.Snapshot());
    }

    [Fact]
    public void More_extensions_or_capabilities_than_any_client_has_are_refused()
    {
        Extension[] many = [.. Enumerable.Range(0x4000, 17).Select(type => new Extension((ushort)type, []))];
        KeyPackage package = With(new(RandomNumberGenerator.GetBytes(32), Name, new([_scene.Mallory.Suite]), many));
        Assert.Equal("too_many_extensions", Refusal(package));
        Capabilities listing = new(
            [_scene.Mallory.Suite],
            [.. Enumerable.Range(0x4000, 257).Select(type => (ushort)type)]
        );
        Assert.Equal(
            "too_many_capabilities",
            Refusal(With(new(RandomNumberGenerator.GetBytes(32), Name, listing, [])))
        );
    }

    [Fact]
    public void An_own_commit_that_was_dropped_does_not_stand_for_the_next()
    {
        PreparedCommit first = _scene.Victim.Group.Commit();
        VerifiedCommit verified = (VerifiedCommit)_scene.Victim.Group.Verify(first.Message);
        _scene.Victim.Group.DropPendingCommit();
        Assert.Throws<ArgumentException>(() => _scene.Victim.Group.Stage(verified));
        _scene.Victim.Group.Commit();
        Assert.Throws<ArgumentException>(() => _scene.Victim.Group.Stage(verified));
    }

    [Fact]
    public void A_group_that_goes_on_proves_it()
    {
        using OwnKeyPackage package = _scene.Victim.NewKeyPackage();
        using Party stranger = new Party("stranger").Create("elsewhere");
        PreparedCommit commit = stranger.Group.Commit(new() { Adds = [package.KeyPackage] });
        MlsException refusal = Assert.Throws<MlsException>(() =>
            MlsGroup
                .Join(
                    commit.Welcome!,
                    package,
                    _scene.Victim.SignatureKey,
                    _scene.Victim.Settings,
                    new() { Predecessor = _scene.Victim.Group }
                )
                .Dispose()
        );
        Assert.Equal("succession_unproven", refusal.Rule);
    }

    [Fact]
    public void A_reference_is_named_once()
    {
        PublicMessage removal = _scene.Send(new Proposal.Remove(_scene.Fourth.Group.Self));
        _scene.AssertAccepted(removal);
        byte[] reference = _scene.Observer.PendingProposals[0].Reference.ToArray();
        ProposalOrReference named = new ProposalOrReference.ByReference(reference);
        _scene.AssertRefused("proposal_references", _scene.Send(new Commit([named, named], _scene.Honest().Path)));
    }

    [Fact]
    public void An_observer_knows_when_a_group_has_ended()
    {
        PreparedCommit end = _scene.Mallory.Commit(new() { ReInit = new("next"u8, _scene.Group.CipherSuite, []) });
        _scene.AssertAccepted((PublicMessage)end.Message);
        PublicGroup stored = PublicGroup.Load(_scene.Observer.Save(), new TestPolicy(), Party.Clock);
        Assert.Equal("next"u8.ToArray(), stored.Successor!.GroupId.ToArray());
        Assert.Equal("epoch", Assert.Throws<MlsException>(() => stored.Verify((PublicMessage)end.Message)).Rule);
    }

    [Fact]
    public void A_late_message_says_so()
    {
        PrivateMessage late = _scene.Third.Say("late");
        _scene.Victim.Receive(_scene.Mallory.Commit().Message);
        Assert.True(((ReceivedMessage)_scene.Victim.Receive(late)).IsLate);
        PrivateMessage now = _scene.Mallory.Say("now");
        Assert.False(((ReceivedMessage)_scene.Victim.Receive(now)).IsLate);
    }

    private Proposal.ReInit End => new("next"u8, _scene.Group.CipherSuite, []);

    private static Credential Name => new Credential.Basic("newcomer"u8);

    private KeyPackage With(LeafContent content)
    {
        Suite suite = _scene.Group.Suite;
        SigningKey key = _scene.Mallory.SignatureKey.For(suite);
        LeafNode leaf = LeafNode.Sign(
            suite,
            key,
            content with
            {
                Source = LeafNodeSource.KeyPackage,
                Lifetime = Party.Clock.Lifetime,
            },
            LeafPlace.None
        );
        return KeyPackage.Sign(suite, key, RandomNumberGenerator.GetBytes(32), leaf, []);
    }

    private static string Refusal(KeyPackage package) =>
        Assert.Throws<MlsException>(() => MlsFraming.Parse(package.Encode())).Rule;
}
