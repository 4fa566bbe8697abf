using Sotto.Mls.Tree;

namespace Sotto.Mls.Tests.Tree;

public sealed class NodeIndexTests
{
    public static TheoryData<uint> Sizes => [1, 2, 4, 8, 16, 32, 64, 128, 256];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Relations_between_places_are_those_of_the_recursive_tree(uint leaves)
    {
        NaiveTree whole = NaiveTree.OfSize(leaves);
        Assert.Equal(whole.Place, NodeIndex.RootOf(leaves).Value);
        uint count = 0;
        foreach (NaiveTree node in whole.All())
        {
            NodeIndex index = new(node.Place);
            Assert.Equal(count++, index.Value);
            Assert.Equal(node.IsLeaf, index.IsLeaf);
            Assert.Equal(node.Leaves, index.LeafCount);
            Assert.Equal(node.First, index.FirstLeaf);
            Assert.Equal(node.Leaves, 1u << index.Level);
            if (node.Parent is { } parent)
            {
                Assert.Equal(parent.Place, index.Parent.Value);
                Assert.Equal(node.Sibling!.Place, index.Sibling.Value);
            }

            if (!node.IsLeaf)
            {
                Assert.Equal(node.Left.Place, index.Left.Value);
                Assert.Equal(node.Right.Place, index.Right.Value);
            }
        }

        Assert.Equal((2 * leaves) - 1, count);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_node_is_above_exactly_the_leaves_of_its_subtree(uint leaves)
    {
        foreach (NaiveTree node in NaiveTree.OfSize(leaves).All())
        {
            for (uint leaf = 0; leaf < leaves; leaf++)
            {
                bool isBelow = leaf >= node.First && leaf < node.First + node.Leaves;
                Assert.Equal(isBelow, new NodeIndex(node.Place).IsAbove(new(leaf)));
            }
        }
    }

    [Fact]
    public void Leaves_and_their_places_correspond()
    {
        for (uint leaf = 0; leaf < 256; leaf++)
        {
            Assert.Equal(2 * leaf, NodeIndex.Of(new(leaf)).Value);
            Assert.Equal(leaf, NodeIndex.Of(new(leaf)).Leaf.Value);
        }
    }

    [Fact]
    public void A_parent_is_no_leaf_and_a_leaf_has_no_children()
    {
        Assert.Throws<InvalidOperationException>(() => new NodeIndex(1).Leaf);
        Assert.Throws<InvalidOperationException>(() => new NodeIndex(0).Left);
        Assert.Throws<InvalidOperationException>(() => new NodeIndex(2).Right);
    }
}
