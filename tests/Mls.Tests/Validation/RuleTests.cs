using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups;
using Sotto.Mls.Tests.Groups;
using Sotto.Mls.Validation;

namespace Sotto.Mls.Tests.Validation;

/// <summary>Rules at their edges, and a policy that overrides nothing but whom it lets in.</summary>
public sealed class RuleTests : IDisposable
{
    private readonly Party _ann = new Party("ann").Create();

    public void Dispose() => _ann.Dispose();

    [Fact]
    public void A_policy_that_overrides_nothing_lets_nobody_in_from_outside_and_bounds_lifetimes()
    {
        GroupPolicy policy = new OnlyMembers();
        Sender member = new Sender.Member(new(0));
        Assert.False(policy.AllowsExternalCommits);
        Assert.False(policy.AllowsExternalProposals);
        Assert.Equal(TimeSpan.FromDays(366), policy.LongestLifetime);
        Assert.False(policy.IsSameClient(_ann.Group.Members[0].Leaf, _ann.Group.Members[0].Leaf));
        Assert.True(policy.AcceptsProposal(new Proposal.Remove(new(1)), member));
        Assert.True(policy.AcceptsExtensions([]));
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, true)]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public void A_lifetime_includes_its_first_and_its_last_second(long now, bool isValid)
    {
        LeafNode leaf = KeyPackageLeaf(new(100, 200));
        AssertLifetime(leaf, now, isValid);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public void A_clock_before_the_epoch_of_Unix_counts_as_its_first_second(long now)
    {
        AssertLifetime(KeyPackageLeaf(new(0, 1)), now, isValid: true);
        AssertLifetime(KeyPackageLeaf(new(1, 2)), now, isValid: false);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31_622_400)]
    public void A_lifetime_of_a_year_and_a_day_is_not_too_long(ulong seconds) =>
        LeafRules.CheckLongestLifetime(KeyPackageLeaf(new(5, 5 + seconds)), new OnlyMembers());

    [Theory]
    [InlineData(5, 31_622_406)]
    [InlineData(5, ulong.MaxValue)]
    [InlineData(5, 4)]
    public void A_lifetime_that_is_longer_or_ends_before_it_begins_is_refused(ulong first, ulong last) =>
        Assert.Equal(
            "lifetime_too_long",
            Assert
                .Throws<MlsException>(() =>
                    LeafRules.CheckLongestLifetime(KeyPackageLeaf(new(first, last)), new OnlyMembers())
                )
                .Rule
        );

    [Fact]
    public void An_init_key_is_a_key_and_another_than_the_leafs()
    {
        LeafNode leaf = KeyPackageLeaf(Party.Clock.Lifetime);
        Assert.Equal("hpke_public_key", Refusal(Package(leaf, new byte[32])));
        Assert.Equal("init_key_is_encryption_key", Refusal(Package(leaf, leaf.EncryptionKey.ToArray())));
    }

    private Suite Suite => _ann.Group.Suite;

    private static void AssertLifetime(LeafNode leaf, long now, bool isValid)
    {
        void Check() => LeafRules.CheckLifetime(leaf, DateTimeOffset.FromUnixTimeSeconds(now));
        if (isValid)
        {
            Check();
        }
        else
        {
            Assert.Equal("lifetime", Assert.Throws<MlsException>(Check).Rule);
        }
    }

    private LeafNode KeyPackageLeaf(Lifetime lifetime)
    {
        using KemPrivateKey key = Suite.Kem.DeriveKeyPair(new byte[32]);
        LeafContent content = _ann.Identity.Content(key.PublicKey.ToArray()) with
        {
            Source = LeafNodeSource.KeyPackage,
            Lifetime = lifetime,
        };
        return _ann.Identity.SignLeaf(Suite, content, LeafPlace.None);
    }

    private KeyPackage Package(LeafNode leaf, byte[] initKey) =>
        KeyPackage.Sign(Suite, _ann.SignatureKey.For(Suite), initKey, leaf, []);

    private string Refusal(KeyPackage package) =>
        Assert.Throws<MlsException>(() => KeyPackageRules.Check(Suite, package, Party.Clock.GetUtcNow())).Rule;

    private sealed class OnlyMembers : GroupPolicy
    {
        public override bool AcceptsMember(LeafNode leaf, LeafNode? previous) => true;
    }
}
