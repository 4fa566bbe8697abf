using System.Text;
using Sotto.Tests;

namespace Sotto.Mls.Tests;

public sealed class MlsFramingTests
{
    private static readonly byte[] GroupId = Encoding.ASCII.GetBytes("cnv_aaaaaaaaaaaaaaaaaaaaaaaaaa/0");
    private static readonly DateTimeOffset From = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly byte[] Identity = Encoding.ASCII.GetBytes("[\"a\",\"b\"]");

    private static readonly byte[] KeyPackageBytes = CraftedMls.KeyPackage(
        Key,
        Identity,
        From,
        From.AddDays(30),
        lastResort: true
    );

    [Fact]
    public void A_key_package_shows_its_key_identity_lifetime_and_reference()
    {
        KeyPackage keyPackage = Assert.IsType<KeyPackage>(MlsFraming.Parse(KeyPackageBytes));
        Assert.Equal(CipherSuite.X25519Aes128Sha256Ed25519, keyPackage.CipherSuite);
        Assert.Equal(Key, keyPackage.Leaf.SignatureKey.ToArray());
        Credential.Basic basic = Assert.IsType<Credential.Basic>(keyPackage.Leaf.Credential);
        Assert.Equal(Identity, basic.Identity.ToArray());
        ulong start = (ulong)From.ToUnixTimeSeconds();
        Assert.Equal(new Lifetime(start, start + (30 * 86_400)), keyPackage.Lifetime);
        Assert.True(keyPackage.IsLastResort);
        Assert.Equal(CraftedMls.ReferenceOf(KeyPackageBytes), keyPackage.ComputeReference());
    }

    [Fact]
    public void A_commit_shows_group_epoch_sender_and_its_proposals_in_order()
    {
        byte[] bytes = CraftedMls.Commit(GroupId, 7, [KeyPackageBytes], [3, 4], sender: 2, references: [Key]);
        PublicMessage message = Assert.IsType<PublicMessage>(MlsFraming.Parse(bytes));
        Assert.Equal(GroupId, message.GroupId.ToArray());
        Assert.Equal(new Epoch(7), message.Epoch);
        Assert.Equal(new Sender.Member(new(2)), message.Sender);
        Assert.Equal(ContentType.Commit, message.ContentType);
        Assert.NotNull(message.Commit);
        Assert.NotNull(message.Commit.Path);
        Assert.Collection(
            message.Commit.Proposals,
            added => Assert.Equal(Key, ByValue<Proposal.Add>(added).KeyPackage.Leaf.SignatureKey.ToArray()),
            removed => Assert.Equal(new LeafIndex(3), ByValue<Proposal.Remove>(removed).Removed),
            removed => Assert.Equal(new LeafIndex(4), ByValue<Proposal.Remove>(removed).Removed),
            named => Assert.Equal(Key, Assert.IsType<ProposalOrReference.ByReference>(named).Reference.ToArray())
        );
    }

    [Fact]
    public void A_key_package_inside_a_commit_has_the_reference_it_has_alone()
    {
        PublicMessage message = Assert.IsType<PublicMessage>(
            MlsFraming.Parse(CraftedMls.Commit(GroupId, 0, [KeyPackageBytes], [1]))
        );
        Assert.NotNull(message.Commit);
        KeyPackage inside = ByValue<Proposal.Add>(message.Commit.Proposals[0]).KeyPackage;
        Assert.Equal(CraftedMls.ReferenceOf(KeyPackageBytes), inside.ComputeReference());
    }

    [Fact]
    public void An_external_commit_is_told_from_a_members()
    {
        PublicMessage message = Assert.IsType<PublicMessage>(MlsFraming.Parse(CraftedMls.ExternalCommit(GroupId, 1)));
        Assert.IsType<Sender.NewMemberCommit>(message.Sender);
        Assert.NotNull(message.Commit);
        ByValue<Proposal.ExternalInit>(Assert.Single(message.Commit.Proposals));
        Assert.Equal(0, message.MembershipTag.Length);
    }

    [Fact]
    public void A_private_message_shows_group_epoch_and_content_type()
    {
        PrivateMessage message = Assert.IsType<PrivateMessage>(
            MlsFraming.Parse(CraftedMls.PrivateMessage(GroupId, ulong.MaxValue, contentType: 3))
        );
        Assert.Equal(GroupId, message.GroupId.ToArray());
        Assert.Equal(new Epoch(ulong.MaxValue), message.Epoch);
        Assert.Equal(ContentType.Commit, message.ContentType);
    }

    [Fact]
    public void A_welcome_shows_whom_it_lets_in()
    {
        byte[] reference = CraftedMls.ReferenceOf(KeyPackageBytes);
        Welcome welcome = Assert.IsType<Welcome>(MlsFraming.Parse(CraftedMls.Welcome(reference, Key)));
        Assert.Equal([reference, Key], welcome.NewMembers.Select(member => member.ToArray()));
    }

    [Fact]
    public void A_group_info_shows_its_context_members_signer_and_extensions()
    {
        byte[] bytes = CraftedMls.GroupInfo(
            GroupId,
            1,
            [new(Key, Identity), new([.. Key.Reverse()], Identity)],
            externalPub: true,
            signer: 1
        );
        GroupInfo info = Assert.IsType<GroupInfo>(MlsFraming.Parse(bytes));
        Assert.Equal(GroupId, info.GroupContext.GroupId.ToArray());
        Assert.Equal(new Epoch(1), info.GroupContext.Epoch);
        Assert.Equal(new LeafIndex(1), info.Signer);
        Assert.Contains(info.Extensions, extension => extension.Type == Extension.ExternalPub);
        Assert.NotNull(info.RatchetTree);
        Assert.Equal(
            [(0u, Key), (1u, [.. Key.Reverse()])],
            info.RatchetTree.Members.Select(member => (member.Key.Value, member.Value.SignatureKey.ToArray()))
        );
    }

    [Fact]
    public void A_leaf_index_in_the_upper_half_is_refused()
    {
        Assert.Equal("leaf_index", Refused(CraftedMls.Commit(GroupId, 0, sender: 0x8000_0000)));
        Assert.Equal("leaf_index", Refused(CraftedMls.Commit(GroupId, 0, removes: [0xFFFF_FFFF])));
    }

    [Fact]
    public void An_unknown_version_wire_format_content_type_or_sender_is_refused()
    {
        byte[] message = CraftedMls.PrivateMessage(GroupId, 1);
        Assert.Equal("protocol_version", Refused([0, 2, .. message[2..]]));
        Assert.Equal("wire_format", Refused([0, 1, 0, 6, .. message[4..]]));
        Assert.Equal("content_type", Refused(CraftedMls.PrivateMessage(GroupId, 1, contentType: 4)));
        byte[] commit = CraftedMls.Commit(GroupId, 1);
        commit[4 + 1 + GroupId.Length + 8] = 5;
        Assert.Equal("sender_type", Refused(commit));
    }

    [Fact]
    public void An_extension_that_appears_twice_is_refused()
    {
        byte[] twice = [8, 0, 10, 1, 1, 0, 10, 1, 2];
        Assert.Equal(
            "duplicate_extension",
            Assert
                .Throws<MlsException>(() =>
                {
                    TlsReader reader = new(twice);
                    Extension.ReadList(ref reader);
                })
                .Rule
        );
    }

    [Theory]
    [InlineData("00", "tree_ends_blank")]
    [InlineData("0100", "tree_ends_blank")]
    [InlineData("0101", "truncated")]
    [InlineData("020103", "node_type")]
    [InlineData("0501020000" + "00", "tree_node_position")]
    public void A_tree_of_impossible_shape_is_refused(string hex, string rule)
    {
        byte[] tree = Convert.FromHexString(hex);
        Assert.Equal(rule, Assert.Throws<MlsException>(() => RatchetTree.Parse(tree)).Rule);
    }

    private static T ByValue<T>(ProposalOrReference element)
        where T : Proposal => Assert.IsType<T>(Assert.IsType<ProposalOrReference.ByValue>(element).Proposal);

    private static string Refused(byte[] message) => Assert.Throws<MlsException>(() => MlsFraming.Parse(message)).Rule;
}
