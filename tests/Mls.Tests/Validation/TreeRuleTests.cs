using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups;
using Sotto.Mls.Tests.Groups;
using Sotto.Mls.Tree;
using Sotto.Mls.Validation;

namespace Sotto.Mls.Tests.Validation;

/// <summary>
/// A group as its first member describes it to newcomers, of few members and of so many that several threads check them. The
/// description is signed and its tree hash right; what a test spoils is the last member's leaf, or the context.
/// </summary>
public sealed class TreeRuleTests : IDisposable
{
    private static readonly Suite Used = Suite.Of(CipherSuite.X25519Aes128Sha256Ed25519);
    private static readonly byte[] GroupId = "described"u8.ToArray();
    private readonly List<Party> _parties = [];
    private readonly TestPolicy _policy = new();

    public static TheoryData<int> Sizes => [2, 7, 8, 20];

    public void Dispose() => _parties.ForEach(party => party.SignatureKey.Dispose());

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_sound_group_is_accepted_and_every_member_shown_to_the_policy(int count)
    {
        HashSet<Credential> asked = [];
        _policy.Member = (leaf, previous) =>
        {
            lock (asked)
            {
                return previous is null && asked.Add(leaf.Credential);
            }
        };
        PublicState state = Check(count);
        Assert.Equal(count, state.Tree.Members.Count());
        Assert.Equal(count, asked.Count);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void One_leaf_whose_signature_is_of_another_place_spoils_it(int count)
    {
        LeafPlace elsewhere = new("another group"u8.ToArray(), new((uint)count - 1));
        LeafNode Leaf(Party party) =>
            party.Identity.SignLeaf(
                Used,
                Content(party) with
                {
                    Source = LeafNodeSource.Update,
                    Lifetime = null,
                },
                elsewhere
            );
        Assert.Equal("leaf_signature", Refusal(count, Leaf));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void One_lifetime_that_hardly_ends_spoils_it(int count)
    {
        LeafNode Leaf(Party party) =>
            party.Identity.SignLeaf(Used, Content(party) with { Lifetime = new(0, ulong.MaxValue) }, LeafPlace.None);
        Assert.Equal("lifetime_too_long", Refusal(count, Leaf));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void One_member_whom_the_policy_does_not_know_spoils_it(int count)
    {
        Credential last = new Credential.Basic("last"u8);
        _policy.Member = (leaf, _) => !leaf.Credential.Equals(last);
        LeafNode Leaf(Party party) => Sign(party, party.Identity with { Credential = last });
        Assert.Equal("policy_member", Refusal(count, Leaf));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void One_member_who_does_not_support_the_groups_extensions_spoils_it(int count)
    {
        Capabilities all = new([Used.Id], [0xF00D]);
        LeafNode Supporting(Party party) => Sign(party, party.Identity with { Capabilities = all });
        LeafNode Lacking(Party party) => Sign(party, party.Identity);
        Extension demanded = new(0xF00D, []);
        Check(count, Supporting, Supporting, demanded);
        Assert.Equal("group_extension_unsupported", Refusal(count, Lacking, Supporting, demanded));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void One_credential_of_a_kind_that_others_do_not_understand_spoils_it(int count)
    {
        ushort[] both = [Credential.BasicType, Credential.X509Type];
        Credential certificate = new Credential.X509([new byte[] { 1 }]);
        LeafNode Certified(Party party) =>
            Sign(
                party,
                party.Identity with
                {
                    Credential = certificate,
                    Capabilities = new([Used.Id], credentials: both),
                }
            );
        LeafNode Understanding(Party party) =>
            Sign(party, party.Identity with { Capabilities = new([Used.Id], credentials: both) });
        Check(count, Certified, Understanding);
        Assert.Equal("credential_unsupported_by_member", Refusal(count, Certified));
    }

    [Fact]
    public void A_group_of_another_suite_than_its_Welcome_is_refused()
    {
        GroupInfo info = Describe(3);
        Suite other = Suite.Of(CipherSuite.X25519ChaCha20Sha256Ed25519);
        MlsException refusal = Assert.Throws<MlsException>(() => TreeRules.Check(other, info, null, _policy));
        Assert.Equal("group_suite", refusal.Rule);
    }

    [Fact]
    public void External_senders_that_cannot_be_read_are_refused()
    {
        Assert.Equal("truncated", Refusal(3, context: new Extension(Extension.ExternalSenders, [0x05, 0x01])));
        Check(3, context: ExternalSender.ToExtension([]));
    }

    private string Refusal(
        int count,
        Func<Party, LeafNode>? last = null,
        Func<Party, LeafNode>? others = null,
        params Extension[] context
    ) => Assert.Throws<MlsException>(() => Check(count, last, others, context)).Rule;

    private PublicState Check(
        int count,
        Func<Party, LeafNode>? last = null,
        Func<Party, LeafNode>? others = null,
        params Extension[] context
    ) => TreeRules.Check(Used, Describe(count, last, others, context), null, _policy);

    private GroupInfo Describe(
        int count,
        Func<Party, LeafNode>? last = null,
        Func<Party, LeafNode>? others = null,
        params Extension[] extensions
    )
    {
        Func<Party, LeafNode> usual = party => Sign(party, party.Identity);
        Party first = NewParty(0);
        TreeEdit edit = RatchetTree.OfOneMember((others ?? usual)(first)).Edit();
        for (int i = 1; i < count; i++)
        {
            edit.Add((i == count - 1 ? last ?? others ?? usual : others ?? usual)(NewParty(i)));
        }

        RatchetTree tree = edit.Finish();
        GroupContext context = new(Used.Id, GroupId, [.. extensions]) { TreeHash = tree.TreeHash(Used) };
        return GroupInfo.Sign(Used, first.SignatureKey.For(Used), context, [], new byte[Used.HashLength], new(0), tree);
    }

    private Party NewParty(int number)
    {
        Party party = new($"member {number}");
        _parties.Add(party);
        return party;
    }

    private static LeafNode Sign(Party party, ClientIdentity identity) =>
        identity.SignLeaf(
            Used,
            identity.Content(Key(party)) with
            {
                Source = LeafNodeSource.KeyPackage,
                Lifetime = Party.Clock.Lifetime,
            },
            LeafPlace.None
        );

    private static LeafContent Content(Party party) =>
        party.Identity.Content(Key(party)) with
        {
            Source = LeafNodeSource.KeyPackage,
            Lifetime = Party.Clock.Lifetime,
        };

    private static byte[] Key(Party party)
    {
        using KemPrivateKey key = Used.Kem.DeriveKeyPair(party.SignatureKey.PublicKey.Span);
        return key.PublicKey.ToArray();
    }
}
