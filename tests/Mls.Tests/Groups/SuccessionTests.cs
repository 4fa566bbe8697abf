using System.Security.Cryptography;
using Sotto.Mls.Groups;
using Sotto.Mls.Validation;

namespace Sotto.Mls.Tests.Groups;

/// <summary>A group that says it continues another, or branches off it, must be what that says (RFC 9420 section 11).</summary>
public sealed class SuccessionTests : IDisposable
{
    private readonly Party _ann = new Party("ann").Create();
    private readonly Party _bob = new("bob");
    private readonly Party _eve = new("eve");

    public SuccessionTests()
    {
        _ann.Add(_bob);
        _ann.Add(_eve, _bob);
    }

    public void Dispose()
    {
        _ann.Dispose();
        _bob.Dispose();
        _eve.Dispose();
    }

    [Fact]
    public void A_branch_holds_members_only_is_of_the_same_suite_and_begins_with_epoch_one()
    {
        using Party stranger = new Party("stranger").Create("b");
        using Party ann = AnnIn("b", CipherSuite.X25519Aes128Sha256Ed25519);
        PreSharedKeyId branch = Id(ResumptionUsage.Branch, _ann.Group.Epoch);
        AssertRefused("succession_epoch", branch, ann.Group);
        AssertRefused("branch_member", branch, Next(stranger));
        using Party other = AnnIn("b", CipherSuite.X25519ChaCha20Sha256Ed25519);
        AssertRefused("branch_suite", branch, Next(other));
        SuccessionRules.Check(branch, _ann.Group, Next(ann).Current.Public);
    }

    [Theory]
    [InlineData("reinit_group_id", "other", 1, false)]
    [InlineData("reinit_suite", "next", 3, false)]
    [InlineData("reinit_extensions", "next", 1, true)]
    [InlineData("reinit_members", "next", 1, false)]
    public void A_successor_is_what_was_announced(string rule, string groupId, ushort suite, bool hasExtensions)
    {
        PreSharedKeyId early = Id(ResumptionUsage.ReInit, _ann.Group.Epoch);
        using Party ann = AnnIn(groupId, new(suite), hasExtensions ? [new(Extension.ExternalSenders, [0])] : []);
        MlsGroup next = Next(ann);
        AssertRefused("reinit_not_announced", early, next);
        _ann.Commit(new() { ReInit = new("next"u8, CipherSuite.X25519Aes128Sha256Ed25519, []) });
        AssertRefused("reinit_epoch", early, next);
        AssertRefused(rule, Id(ResumptionUsage.ReInit, _ann.Group.Epoch), next);
    }

    [Fact]
    public void Without_the_group_before_nobody_joins_the_one_after()
    {
        using OwnKeyPackage package = _bob.NewKeyPackage();
        (MlsGroup branch, PreparedCommit first) = _ann.Group.Branch(
            "branch"u8.ToArray(),
            _ann.Identity,
            [package.KeyPackage],
            _ann.Settings
        );
        branch.Dispose();
        byte[] before = _bob.Snapshot();
        MlsException refusal = Assert.Throws<MlsException>(() =>
            MlsGroup.Join(first.Welcome!, package, _bob.SignatureKey, _bob.Settings)
        );
        Assert.Equal("psk_unknown", refusal.Rule);
        Assert.Equal(before, _bob.Snapshot());
    }

    private PreSharedKeyId Id(ResumptionUsage usage, Epoch epoch) =>
        PreSharedKeyId.OfResumption(usage, _ann.Group.GroupId.Span, epoch, new byte[32]);

    private static Party AnnIn(string groupId, CipherSuite suite, params IReadOnlyList<Extension> extensions) =>
        new Party("ann", suite).Create(groupId, extensions);

    /// <summary>In epoch 1.</summary>
    private static MlsGroup Next(Party party)
    {
        if (party.Group.Epoch.Value == 0)
        {
            party.Commit();
        }

        return party.Group;
    }

    private void AssertRefused(string rule, PreSharedKeyId origin, MlsGroup next)
    {
        byte[] before = _ann.Snapshot();
        MlsException refusal = Assert.Throws<MlsException>(() =>
            SuccessionRules.Check(origin, _ann.Group, next.Current.Public)
        );
        Assert.Equal(rule, refusal.Rule);
        Assert.Equal(before, _ann.Snapshot());
    }
}
