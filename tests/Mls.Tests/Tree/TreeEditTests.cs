using Sotto.Mls.Tree;

namespace Sotto.Mls.Tests.Tree;

/// <summary>What proposals do to a tree (RFC 9420 sections 7.7 and 12.1).</summary>
public sealed class TreeEditTests
{
    [Fact]
    public void A_newcomer_takes_the_leftmost_blank_leaf()
    {
        using TreeStory story = TreeStory.Of(8);
        story.Remove(2);
        story.Remove(5);
        Assert.Equal(2u, story.Add().Value);
        Assert.Equal(5u, story.Add().Value);
        Assert.Equal(8u, story.Tree.LeafCount);
    }

    [Fact]
    public void A_full_tree_doubles_with_a_blank_root_and_keeps_what_it_had()
    {
        using TreeStory story = TreeStory.Of(4);
        RatchetTree before = story.Tree;
        Assert.Equal(4u, story.Add().Value);
        Assert.Equal(8u, story.Tree.LeafCount);
        Assert.True(story.Tree.IsBlank(story.Tree.Root));
        for (uint i = 0; i < 7; i++)
        {
            Assert.Same(before.NodeAt(new(i)), story.Tree.NodeAt(new(i)));
        }
    }

    [Fact]
    public void A_newcomer_is_unmerged_at_every_key_above_in_order()
    {
        using TreeStory story = TreeStory.Of(8);
        story.Remove(5);
        story.Commit(7);
        story.Remove(1);
        story.Commit(0);
        story.Commit(7);
        Assert.Equal(1u, story.Add().Value);
        Assert.Equal(5u, story.Add().Value);
        Assert.Equal([1, 5], UnmergedAt(story.Tree, 7));
        Assert.Equal([1], UnmergedAt(story.Tree, 3));
        Assert.Equal([5], UnmergedAt(story.Tree, 11));
        Assert.Null(story.Tree.ParentAt(new(9)));
        Assert.Empty(UnmergedAt(story.Tree, 13));
    }

    [Fact]
    public void A_later_newcomer_further_left_comes_first_among_the_unmerged()
    {
        using TreeStory story = TreeStory.Of(8);
        TreeEdit edit = story.Tree.Edit();
        ParentNode root = new(story.Tree.ParentAt(story.Tree.Root)!.EncryptionKey, new byte[32], [new(6)]);
        edit.SetParent(story.Tree.Root, root);
        RatchetTree tree = edit.Finish();
        Assert.Equal(
            [2, 6],
            [.. tree.ParentAt(tree.Root)!.WithUnmerged(new(2)).UnmergedLeaves.Select(l => (int)l.Value)]
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_update_or_removal_forgets_every_key_above_and_no_other(bool isUpdate)
    {
        using TreeStory story = TreeStory.Of(8);
        RatchetTree before = story.Tree;
        if (isUpdate)
        {
            story.Update(5);
        }
        else
        {
            story.Remove(5);
        }

        HashSet<uint> above = [.. before.DirectPath(new(5)).Select(node => node.Value)];
        Assert.Equal([9, 11, 7], above);
        Assert.Equal(isUpdate, story.Tree.LeafAt(new(5)) is not null);
        Assert.NotSame(before.LeafAt(new(5)), story.Tree.LeafAt(new(5)));
        for (uint i = 0; i < 15; i++)
        {
            if (above.Contains(i))
            {
                Assert.True(story.Tree.IsBlank(new(i)));
            }
            else if (i != 10)
            {
                Assert.Same(before.NodeAt(new(i)), story.Tree.NodeAt(new(i)));
            }
        }
    }

    [Theory]
    [InlineData(new uint[] { 7 }, 8u)]
    [InlineData(new uint[] { 4, 5, 6 }, 8u)]
    [InlineData(new uint[] { 4, 5, 6, 7 }, 4u)]
    [InlineData(new uint[] { 2, 3, 4, 5, 6, 7 }, 2u)]
    [InlineData(new uint[] { 1, 2, 3, 4, 5, 6, 7 }, 1u)]
    [InlineData(new uint[] { 0, 1, 2, 3 }, 8u)]
    public void Right_halves_in_which_nobody_is_left_are_dropped(uint[] removed, uint expected)
    {
        using TreeStory story = TreeStory.Of(8);
        TreeEdit edit = story.Tree.Edit();
        foreach (uint leaf in removed)
        {
            edit.Remove(new(leaf));
        }

        edit.Truncate();
        Assert.Equal(expected, edit.Finish().LeafCount);
    }

    [Fact]
    public void The_tree_that_was_edited_stays_as_it_was()
    {
        using TreeStory story = TreeStory.Of(8);
        RatchetTree before = story.Tree;
        byte[] encoding = before.Encode();
        byte[] hash = story.TreeHash;
        story.Remove(7);
        story.Add();
        story.Commit(3);
        Assert.Equal(encoding, before.Encode());
        Assert.Equal(hash, before.TreeHash(TreeStory.Suite));
        Assert.NotEqual(hash, story.TreeHash);
    }

    [Fact]
    public void A_place_is_reserved_without_anybody_in_it()
    {
        using TreeStory story = TreeStory.Of(4);
        TreeEdit edit = story.Tree.Edit();
        Assert.Equal(4u, edit.Reserve().Value);
        Assert.Equal(4u, edit.Reserve().Value);
        RatchetTree tree = edit.Finish();
        Assert.Equal(8u, tree.LeafCount);
        Assert.Equal(4, tree.Members.Count());
    }

    [Fact]
    public void A_tree_grows_to_its_bound_and_no_further()
    {
        using TreeStory story = new();
        LeafNode leaf = story.Tree.LeafAt(new(0))!;
        LeafNode?[] leaves = new LeafNode?[TreeEncoding.MostLeaves];
        leaves.AsSpan().Fill(leaf);
        leaves[^1] = null;
        RatchetTree almost = new(leaves, new ParentNode?[leaves.Length - 1], new byte[]?[(2 * leaves.Length) - 1]);
        TreeEdit edit = almost.Edit();
        Assert.Equal(TreeEncoding.MostLeaves - 1u, edit.Add(leaf).Value);
        Assert.Equal("tree_too_large", Assert.Throws<MlsException>(() => edit.Add(leaf)).Rule);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Remembered_hashes_are_those_of_the_tree_as_it_is(int seed)
    {
        using TreeStory story = new(seed);
        for (int step = 0; step < 60; step++)
        {
            story.Anything(mostMembers: 13);
            // Hashes are asked for now and then only, so that some are stale for longer than one change.
            if (step % 3 == 0)
            {
                _ = story.TreeHash;
            }

            RatchetTree fresh = RatchetTree.Parse(story.Tree.Encode());
            _ = fresh.TreeHash(TreeStory.Suite);
            for (int i = 0; i < fresh.Hashes.Length; i++)
            {
                if (story.Tree.Hashes[i] is { } remembered)
                {
                    Assert.Equal(fresh.Hashes[i], remembered);
                }
            }
        }
    }

    [Fact]
    public void A_change_forgets_the_hashes_above_it_and_no_others()
    {
        using TreeStory story = TreeStory.Of(8);
        _ = story.TreeHash;
        TreeEdit edit = story.Tree.Edit();
        edit.SetLeaf(new(6), story.Tree.LeafAt(new(6))!);
        Assert.Equal([7, 11, 12, 13], Forgotten(edit.Finish()));
        edit = story.Tree.Edit();
        edit.BlankDirectPath(new(0));
        Assert.Equal([0, 1, 3, 7], Forgotten(edit.Finish()));
        edit = story.Tree.Edit();
        edit.SetParent(new(3), story.Tree.ParentAt(new(3))!);
        Assert.Equal([3], Forgotten(edit.Finish()));
    }

    private static int[] UnmergedAt(RatchetTree tree, uint place) =>
        [.. tree.ParentAt(new(place))!.UnmergedLeaves.Select(leaf => (int)leaf.Value)];

    private static int[] Forgotten(RatchetTree tree) =>
        [.. Enumerable.Range(0, tree.Hashes.Length).Where(place => tree.Hashes[place] is null)];
}
