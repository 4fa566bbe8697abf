using System.Security.Cryptography;
using Sotto.Mls.Groups;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.Hostile;

/// <summary>
/// A member of a group invites another into one that claims to continue it or branch off (RFC 9420 sections 11.2 and
/// 11.3). The Welcomes are invented, consistent, and prove the old group's key unless a test says otherwise.
/// </summary>
public sealed class SuccessionRefusals : IDisposable
{
    private static readonly CipherSuite Other = CipherSuite.X25519ChaCha20Sha256Ed25519;
    private readonly Party _mallory = new Party("mallory").Create("before");
    private readonly Party _victim = new("victim");

    public SuccessionRefusals() => _mallory.Add(_victim);

    public void Dispose()
    {
        _mallory.Dispose();
        _victim.Dispose();
    }

    [Fact]
    public void A_branch_that_is_what_it_says_is_entered()
    {
        using OwnKeyPackage own = _victim.NewKeyPackage();
        using Party next = new Party("mallory").Create("branch");
        using StagedJoin join = Join(Forge(next, own, Origin(ResumptionUsage.Branch)).Make(), own);
        Assert.Equal("branch"u8, join.GroupId.Span);
        Assert.Equal(1UL, join.Epoch.Value);
        Assert.Equal(next.Group.Self, join.Inviter);
        Assert.Equal([new(0), new(1)], join.Members.Select(member => member.Index));
    }

    [Fact]
    public void A_branch_holds_members_only_and_begins_anew()
    {
        using Party stranger = new Party("stranger").Create("branch");
        AssertRefused("branch_member", stranger, Origin(ResumptionUsage.Branch));
        using Party old = new Party("mallory").Create("branch");
        old.Commit();
        AssertRefused("succession_epoch", old, Origin(ResumptionUsage.Branch));
        using Party other = new Party("mallory", Other).Create("branch");
        AssertRefused("branch_suite", other, Origin(ResumptionUsage.Branch));
    }

    [Fact]
    public void A_successor_that_nobody_announced_is_refused()
    {
        using Party next = new Party("mallory").Create("next");
        AssertRefused("reinit_not_announced", next, Origin(ResumptionUsage.ReInit));
    }

    [Fact]
    public void A_successor_is_the_one_that_was_announced()
    {
        PreSharedKeyId early = Origin(ResumptionUsage.ReInit);
        End(new("next"u8, _mallory.Suite, []));
        PreSharedKeyId origin = Origin(ResumptionUsage.ReInit);
        using Party next = new Party("mallory").Create("next");
        AssertRefused("reinit_epoch", next, early);
        using Party elsewhere = new Party("mallory").Create("elsewhere");
        AssertRefused("reinit_group_id", elsewhere, origin);
        using Party other = new Party("mallory", Other).Create("next");
        AssertRefused("reinit_suite", other, origin);
        using Party extended = new Party("mallory").Create("next", new Extension(Extension.ExternalSenders, [0]));
        AssertRefused("reinit_extensions", extended, origin);
        using Party stranger = new Party("stranger").Create("next");
        AssertRefused("reinit_members", stranger, origin);
        using OwnKeyPackage own = _victim.NewKeyPackage();
        Join(Forge(next, own, origin).Make(), own).Dispose();
    }

    [Fact]
    public void A_successor_leaves_nobody_behind()
    {
        using Party third = new("third");
        _mallory.Add(third, _victim);
        End(new("next"u8, _mallory.Suite, []));
        using Party next = new Party("mallory").Create("next");
        AssertRefused("reinit_members", next, Origin(ResumptionUsage.ReInit));
    }

    [Fact]
    public void A_successor_of_another_version_of_the_protocol_is_refused()
    {
        using TlsWriter writer = new();
        writer.UInt16(5).Opaque("next"u8).UInt16(2).UInt16(_mallory.Suite.Value).Opaque([]);
        TlsReader reader = new(writer.Written);
        End((Proposal.ReInit)Proposal.Read(ref reader));
        Assert.Equal(2, _victim.Group.Successor!.Version);
        using Party next = new Party("mallory").Create("next");
        AssertRefused("reinit_version", next, Origin(ResumptionUsage.ReInit));
    }

    [Fact]
    public void Who_does_not_know_the_old_groups_key_does_not_pose_as_its_successor()
    {
        PreSharedKeyId origin = Origin(ResumptionUsage.Branch);
        using OwnKeyPackage own = _victim.NewKeyPackage();
        using Party next = new Party("mallory").Create("branch");
        AssertRefused("welcome_group_info", Forge(next, own, origin, knowsKey: false).Make(), own);
        AssertRefused("succession_unproven", Forge(next, own, Origin(ResumptionUsage.Application)).Make(), own);
    }

    [Fact]
    public void A_key_of_an_epoch_before_ones_own_or_to_come_proves_nothing()
    {
        using OwnKeyPackage own = _victim.NewKeyPackage();
        using Party next = new Party("mallory").Create("branch");
        foreach (Epoch epoch in (Epoch[])[new(0), _mallory.Group.Epoch.Next])
        {
            // The victim looks for the key before anything that the Welcome seals.
            AssertRefused(
                "psk_unknown",
                Forge(next, own, Origin(ResumptionUsage.Branch, epoch), knowsKey: false).Make(),
                own
            );
        }
    }

    private void End(Proposal.ReInit reInit) => _victim.Receive(_mallory.Commit(new() { ReInit = reInit }).Message);

    private PreSharedKeyId Origin(ResumptionUsage usage, Epoch? epoch = null) =>
        PreSharedKeyId.OfResumption(
            usage,
            _mallory.Group.GroupId.Span,
            epoch ?? _mallory.Group.Epoch,
            RandomNumberGenerator.GetBytes(32)
        );

    private ForgedWelcome Forge(Party next, OwnKeyPackage own, PreSharedKeyId origin, bool knowsKey = true) =>
        new(next, own.KeyPackage) { PreSharedKeys = [origin], Predecessor = knowsKey ? _mallory.Group : null };

    private void AssertRefused(string rule, Party next, PreSharedKeyId origin)
    {
        ClientIdentity identity = _victim.Identity with { Capabilities = TestPolicy.Everything(next.Suite) };
        using OwnKeyPackage own = OwnKeyPackage.Generate(
            next.Suite,
            identity,
            Party.Clock.Lifetime,
            RandomNumberGenerator.Fill
        );
        AssertRefused(rule, Forge(next, own, origin).Make(), own);
    }

    private void AssertRefused(string rule, Welcome welcome, OwnKeyPackage own)
    {
        byte[] before = _victim.Snapshot();
        Assert.Equal(rule, Assert.Throws<MlsException>(() => Join(welcome, own).Dispose()).Rule);
        Assert.Equal(before, _victim.Snapshot());
    }

    private StagedJoin Join(Welcome welcome, OwnKeyPackage own) =>
        MlsGroup.Join(
            (Welcome)MlsFraming.Parse(welcome.Encode()),
            own,
            _victim.SignatureKey,
            _victim.Settings,
            new() { Predecessor = _victim.Group }
        );
}
