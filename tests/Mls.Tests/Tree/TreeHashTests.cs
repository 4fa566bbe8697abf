using Sotto.Mls.Tree;

namespace Sotto.Mls.Tests.Tree;

/// <summary>Hashes, resolutions and paths against their definitions (RFC 9420 sections 4.1, 7.8 and 7.9).</summary>
public sealed class TreeHashTests
{
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Tree_hashes_are_those_of_the_definition(int seed)
    {
        using TreeStory story = new(seed);
        for (int step = 0; step < 40; step++)
        {
            story.Anything(mostMembers: 11);
            Assert.Equal(NaiveTree.OfSize(story.Tree.LeafCount).Hash(TreeStory.Suite, story.Tree, []), story.TreeHash);
        }
    }

    [Fact]
    public void Original_hashes_leave_out_the_given_leaves_and_their_mention()
    {
        using TreeStory story = TreeStory.Of(8);
        story.Remove(2);
        story.Remove(5);
        story.Commit(0);
        story.Commit(7);
        story.Add();
        story.Add();
        IReadOnlyList<LeafIndex>[] choices =
        [
            [],
            [new(2)],
            [new(5)],
            [new(2), new(5)],
            [new(0)],
            [new(2), new(6)],
        ];
        foreach (NaiveTree node in NaiveTree.OfSize(8).All())
        {
            foreach (IReadOnlyList<LeafIndex> without in choices)
            {
                Assert.Equal(
                    node.Hash(TreeStory.Suite, story.Tree, without),
                    story.Tree.OriginalTreeHash(TreeStory.Suite, new(node.Place), without)
                );
            }
        }

        byte[] whole = story.TreeHash;
        Assert.NotEqual(whole, story.Tree.OriginalTreeHash(TreeStory.Suite, story.Tree.Root, [new(2)]));
    }

    [Fact]
    public void Original_hashes_pass_over_blank_parents()
    {
        using TreeStory story = new();
        story.Add();
        story.Add();
        NaiveTree whole = NaiveTree.OfSize(story.Tree.LeafCount);
        Assert.True(story.Tree.IsBlank(story.Tree.Root));
        Assert.Equal(
            whole.Hash(TreeStory.Suite, story.Tree, [new(1)]),
            story.Tree.OriginalTreeHash(TreeStory.Suite, story.Tree.Root, [new(1)])
        );
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void Resolutions_and_filtered_paths_are_those_of_the_definition(int seed)
    {
        using TreeStory story = new(seed);
        for (int step = 0; step < 60; step++)
        {
            story.Anything(mostMembers: 11);
            Dictionary<uint, NaiveTree> nodes = NaiveTree.OfSize(story.Tree.LeafCount).All().ToDictionary(n => n.Place);
            foreach (NaiveTree node in nodes.Values)
            {
                Assert.Equal(node.Resolution(story.Tree), story.Tree.Resolution(new(node.Place)).Select(n => n.Value));
            }

            foreach (NaiveTree leaf in nodes.Values.Where(node => node.IsLeaf))
            {
                List<(uint, uint)> path = [];
                for (NaiveTree node = leaf; node.Parent is { } parent; node = parent)
                {
                    if (node.Sibling!.Resolution(story.Tree).Count > 0)
                    {
                        path.Add((parent.Place, node.Sibling.Place));
                    }
                }

                Assert.Equal(
                    path,
                    story.Tree.FilteredDirectPath(new(leaf.First)).Select(step => (step.Node.Value, step.Copath.Value))
                );
            }
        }
    }

    [Fact]
    public void A_parent_hash_covers_key_parent_hash_and_sibling()
    {
        byte[] key = [1, 2];
        byte[] hash = [3];
        byte[] sibling = [4, 5, 6];
        using TlsWriter input = new();
        input.Opaque(key).Opaque(hash).Opaque(sibling);
        Assert.Equal(
            TreeStory.Suite.Hash(input.Written),
            TreeHashes.ParentHash(TreeStory.Suite, new(key, hash, [new(9)]), sibling)
        );
    }
}
