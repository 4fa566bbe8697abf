using Sotto.Mls.Tree;

namespace Sotto.Mls.Tests.Tree;

/// <summary>The tree as it travels (RFC 9420 section 12.4.3.3).</summary>
public sealed class TreeEncodingTests
{
    [Fact]
    public void Trees_of_every_shape_survive_the_journey()
    {
        using TreeStory story = new(7);
        for (int step = 0; step < 80; step++)
        {
            story.Anything(mostMembers: 12);
            byte[] encoding = story.Tree.Encode();
            RatchetTree read = RatchetTree.Parse(encoding);
            Assert.Equal(encoding, read.Encode());
            Assert.Equal(story.Tree.LeafCount, read.LeafCount);
            Assert.Equal(story.TreeHash, read.TreeHash(TreeStory.Suite));
            Assert.Equal(story.Tree.Members.Select(member => member.Key), read.Members.Select(member => member.Key));
        }
    }

    [Fact]
    public void A_blank_node_at_the_end_is_refused_and_so_is_no_node_at_all()
    {
        byte[] leaf = Node(TreeStory.Of(1).Tree);
        Assert.Equal("tree_ends_blank", Refusal(leaf, [0]));
        Assert.Equal("tree_ends_blank", Refusal(leaf, [0, 0]));
        Assert.Equal("tree_ends_blank", Refusal([0]));
        Assert.Equal("tree_ends_blank", Refusal());
        Assert.Equal(2u, Parse(leaf, [0], leaf).LeafCount);
    }

    [Fact]
    public void The_size_is_the_smallest_that_holds_the_last_node()
    {
        byte[] leaf = Node(TreeStory.Of(1).Tree);
        Assert.Equal(1u, Parse(leaf).LeafCount);
        Assert.Equal(2u, Parse([0], [0], leaf).LeafCount);
        Assert.Equal(4u, Parse([0], [0], [0], [0], leaf).LeafCount);
        Assert.Equal(4u, Parse([0], [0], [0], [0], [0], [0], leaf).LeafCount);
        Assert.Equal(8u, Parse([0], [0], [0], [0], [0], [0], [0], [0], leaf).LeafCount);
        Assert.Equal(2u, Parse(leaf, Parent).LeafCount);
    }

    [Fact]
    public void A_leaf_where_a_parent_belongs_is_refused_and_the_reverse()
    {
        byte[] leaf = Node(TreeStory.Of(1).Tree);
        Assert.Equal("tree_node_position", Refusal(leaf, leaf));
        Assert.Equal("tree_node_position", Refusal(Parent));
        Assert.Equal("tree_node_position", Refusal(leaf, Parent, Parent));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(255)]
    public void A_node_of_an_unknown_kind_is_refused(byte kind) => Assert.Equal("node_type", Refusal([1, kind, 0]));

    [Fact]
    public void Bytes_behind_the_tree_are_refused()
    {
        byte[] encoding = TreeStory.Of(2).Tree.Encode();
        Assert.Equal("trailing_bytes", Assert.Throws<MlsException>(() => RatchetTree.Parse([.. encoding, 0])).Rule);
    }

    [Fact]
    public void A_tree_that_is_cut_off_at_any_byte_is_refused()
    {
        byte[] encoding = TreeStory.Of(3).Tree.Encode();
        for (int length = 0; length < encoding.Length; length++)
        {
            byte[] cut = encoding[..length];
            Assert.Throws<MlsException>(() => RatchetTree.Parse(cut));
        }
    }

    [Fact]
    public void Unmerged_leaves_out_of_order_or_twice_are_refused()
    {
        byte[] leaf = Node(TreeStory.Of(1).Tree);
        Assert.Equal("unmerged_leaves_order", Refusal(leaf, Unmerged(1, 0), leaf));
        Assert.Equal("unmerged_leaves_order", Refusal(leaf, Unmerged(1, 1), leaf));
        Assert.Equal("leaf_index", Refusal(leaf, Unmerged(0x8000_0000), leaf));
        Assert.Equal(
            [0, 1],
            Parse(leaf, Unmerged(0, 1), leaf).ParentAt(new(1))!.UnmergedLeaves.Select(l => (int)l.Value)
        );
    }

    [Fact]
    public void More_nodes_than_any_group_has_are_refused()
    {
        byte[] leaf = Node(TreeStory.Of(1).Tree);
        byte[] most = new byte[(2 * TreeEncoding.MostLeaves) - 2];
        Assert.Equal((uint)TreeEncoding.MostLeaves, Parse(most, leaf).LeafCount);
        Assert.Equal("tree_too_large", Refusal(most, [0], leaf));
    }

    private static byte[] Parent => [1, 2, 0, 0, 0];

    private static byte[] Unmerged(params uint[] leaves)
    {
        using TlsWriter writer = new();
        writer
            .UInt8(1)
            .UInt8(2)
            .Structure(new ParentNode(new byte[32], new byte[32], [.. leaves.Select(l => new LeafIndex(l))]));
        return writer.ToArray();
    }

    /// <summary>The first leaf with its presence and kind.</summary>
    private static byte[] Node(RatchetTree tree)
    {
        using TlsWriter writer = new();
        return writer.UInt8(1).UInt8(1).Structure(tree.LeafAt(new(0))!).ToArray();
    }

    private static string Refusal(params byte[][] nodes) => Assert.Throws<MlsException>(() => Parse(nodes)).Rule;

    private static RatchetTree Parse(params byte[][] nodes)
    {
        using TlsWriter writer = new();
        return RatchetTree.Parse(writer.Opaque(nodes.SelectMany(node => node).ToArray()).Written);
    }
}
