using Sotto.Mls.Tree;

namespace Sotto.Mls.Tests.Tree;

/// <summary>What is wrong with a described tree is found, and named (RFC 9420 sections 7.7, 7.9.2 and 12.4.3.1).</summary>
public sealed class TreeValidationTests
{
    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    public void Every_tree_that_commits_have_made_is_valid(int seed)
    {
        using TreeStory story = new(seed);
        for (int step = 0; step < 70; step++)
        {
            story.Anything(mostMembers: 11);
            TreeValidation.Check(RatchetTree.Parse(story.Tree.Encode()), TreeStory.Suite, story.TreeHash);
        }
    }

    [Fact]
    public void Another_tree_hash_than_the_groups_is_refused()
    {
        using TreeStory story = TreeStory.Of(4);
        byte[] wrong = story.TreeHash.ToArray();
        wrong[^1] ^= 1;
        Assert.Equal("tree_hash", Refusal(story.Tree, wrong));
        Assert.Equal("tree_hash", Refusal(story.Tree, story.TreeHash[..^1]));
        Assert.Equal("tree_hash", Refusal(story.Tree, []));
    }

    [Fact]
    public void A_parent_hash_that_is_wrong_in_a_leaf_is_refused()
    {
        using TreeStory story = TreeStory.Of(8);
        TreeEdit edit = story.Tree.Edit();
        LeafNode last = story.Tree.LeafAt(new(7))!;
        byte[] wrong = last.ParentHash.ToArray();
        wrong[0] ^= 1;
        edit.SetLeaf(new(7), story.Leaf(new(7), last.EncryptionKey, wrong));
        Assert.Equal("parent_hash", Refusal(edit.Finish()));
    }

    [Fact]
    public void An_empty_parent_hash_in_the_leaf_under_a_key_is_refused()
    {
        using TreeStory story = TreeStory.Of(8);
        TreeEdit edit = story.Tree.Edit();
        edit.SetLeaf(new(7), story.Leaf(new(7), story.Tree.LeafAt(new(7))!.EncryptionKey, []));
        Assert.Equal("parent_hash", Refusal(edit.Finish()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(13)]
    public void A_key_that_nobody_below_has_set_is_refused_wherever_it_is(uint place)
    {
        using TreeStory story = TreeStory.Of(8);
        byte[] key = story.NewLeaf().Item3.PublicKey.ToArray();
        Assert.Equal("parent_hash", Refusal(With(story.Tree, place, old => new(key, old.ParentHash, []))));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(11)]
    public void A_parent_hash_that_is_wrong_or_empty_in_a_parent_is_refused(uint place)
    {
        using TreeStory story = TreeStory.Of(8);
        byte[] wrong = new byte[32];
        Assert.Equal("parent_hash", Refusal(With(story.Tree, place, old => new(old.EncryptionKey, wrong, []))));
        Assert.Equal(
            "parent_hash",
            Refusal(With(story.Tree, place, old => new(old.EncryptionKey, Array.Empty<byte>(), [])))
        );
    }

    [Fact]
    public void One_valid_chain_does_not_excuse_a_key_beside_it()
    {
        using TreeStory story = TreeStory.Of(8);
        // The last commit's chain, 13 - 11 - 7, stays whole; the left half has a key of the attacker's beside it. Its
        // chain to the root is over, so only its own children could vouch for it.
        TreeEdit edit = story.Tree.Edit();
        edit.SetParent(
            new(1),
            new(story.NewLeaf().Item3.PublicKey.ToArray(), story.Tree.ParentAt(new(1))!.ParentHash, [])
        );
        RatchetTree tree = edit.Finish();
        Assert.Equal("parent_hash", RefusalOfParentHash(tree, 1));
        Assert.Equal("parent_hash", Refusal(tree));
    }

    [Fact]
    public void A_member_below_who_is_not_noted_as_unmerged_is_refused()
    {
        using TreeStory story = TreeStory.Of(8);
        story.Remove(5);
        story.Commit(7);
        story.Add();
        Assert.Equal(5u, story.Tree.ParentAt(new(11))!.UnmergedLeaves.Single().Value);
        Assert.Equal("parent_hash", RefusalOfParentHash(WithUnmerged(story.Tree, 11), 11));
        Assert.Equal("parent_hash", RefusalOfParentHash(WithUnmerged(story.Tree, 7), 7));
    }

    [Fact]
    public void A_member_who_set_the_key_is_not_one_who_does_not_know_it()
    {
        using TreeStory story = TreeStory.Of(8);
        Assert.Equal("parent_hash", Refusal(WithUnmerged(story.Tree, 13, 7)));
        Assert.Equal("parent_hash", Refusal(WithUnmerged(story.Tree, 13, 6, 7)));
    }

    [Fact]
    public void An_unmerged_leaf_that_is_blank_is_refused()
    {
        using TreeStory story = TreeStory.Of(8);
        story.Remove(5);
        story.Commit(7);
        Assert.Equal("unmerged_leaf_no_member", Refusal(WithUnmerged(story.Tree, 7, 5)));
    }

    [Theory]
    [InlineData(8u)]
    [InlineData((uint)int.MaxValue)]
    public void An_unmerged_leaf_that_is_not_below_is_refused(uint leaf)
    {
        using TreeStory story = TreeStory.Of(8);
        Assert.Equal("unmerged_leaf_no_member", Refusal(WithUnmerged(story.Tree, 7, leaf)));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(5u)]
    public void An_unmerged_leaf_that_is_below_another_node_is_refused(uint leaf)
    {
        using TreeStory story = TreeStory.Of(8);
        RatchetTree tree = WithUnmerged(story.Tree, 13, leaf);
        MlsException refusal = Assert.Throws<MlsException>(() =>
            TreeValidation.CheckUnmergedLeaves(tree, new(13), tree.ParentAt(new(13))!)
        );
        Assert.Equal("unmerged_leaf_no_member", refusal.Rule);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(11)]
    public void An_unmerged_leaf_that_a_key_between_does_not_mention_is_refused(uint place)
    {
        using TreeStory story = TreeStory.Of(8);
        story.Remove(5);
        story.Commit(4);
        story.Commit(7);
        story.Add();
        story.Remove(4);
        TreeEdit edit = story.Tree.Edit();
        // 9 gets a key that mentions leaf 5, as 11 and the root do; then one of them forgets it.
        foreach (uint above in (uint[])[9, 11, 7])
        {
            edit.SetParent(new(above), new(story.NewLeaf().Item3.PublicKey.ToArray(), new byte[32], [new(5)]));
        }

        RatchetTree tree = edit.Finish();
        TreeValidation.CheckUnmergedLeaves(tree, tree.Root, tree.ParentAt(tree.Root)!);
        RatchetTree forgetful = WithUnmerged(tree, place);
        Assert.Equal(
            "unmerged_leaf_missing_below",
            Assert
                .Throws<MlsException>(() =>
                    TreeValidation.CheckUnmergedLeaves(forgetful, forgetful.Root, forgetful.ParentAt(forgetful.Root)!)
                )
                .Rule
        );
    }

    [Fact]
    public void A_right_half_without_anybody_is_refused()
    {
        using TreeStory story = TreeStory.Of(4);
        foreach (uint leaf in (uint[])[2, 3])
        {
            TreeEdit one = story.Tree.Edit();
            one.Remove(new(leaf));
            TreeValidation.CheckSize(one.Finish());
        }

        TreeEdit edit = story.Tree.Edit();
        edit.Remove(new(2));
        edit.Remove(new(3));
        Assert.Equal("tree_not_truncated", Refusal(edit.Finish()));
        TreeValidation.CheckSize(TreeStory.Of(1).Tree);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_parents_key_that_is_none_is_refused(int length)
    {
        using TreeStory story = TreeStory.Of(4);
        RatchetTree tree = With(story.Tree, 3, old => new(new byte[length], old.ParentHash, []));
        Assert.Equal("hpke_public_key", Refusal(tree));
    }

    private static RatchetTree WithUnmerged(RatchetTree tree, uint place, params uint[] leaves) =>
        With(
            tree,
            place,
            old => new(old.EncryptionKey, old.ParentHash, [.. leaves.Select(leaf => new LeafIndex(leaf))])
        );

    private static RatchetTree With(RatchetTree tree, uint place, Func<ParentNode, ParentNode> change)
    {
        TreeEdit edit = tree.Edit();
        edit.SetParent(new(place), change(tree.ParentAt(new(place))!));
        return RatchetTree.Parse(edit.Finish().Encode());
    }

    private static string RefusalOfParentHash(RatchetTree tree, uint place) =>
        Assert
            .Throws<MlsException>(() =>
                TreeValidation.CheckParentHash(tree, TreeStory.Suite, new(place), tree.ParentAt(new(place))!)
            )
            .Rule;

    /// <summary>Of the tree under its own hash, so that something else must be wrong.</summary>
    private static string Refusal(RatchetTree tree)
    {
        RatchetTree fresh = RatchetTree.Parse(tree.Encode());
        uint grown = fresh.LeafCount;
        return grown == tree.LeafCount
            ? Refusal(fresh, fresh.TreeHash(TreeStory.Suite))
            : Refusal(tree, tree.TreeHash(TreeStory.Suite));
    }

    private static string Refusal(RatchetTree tree, byte[] treeHash) =>
        Assert.Throws<MlsException>(() => TreeValidation.Check(tree, TreeStory.Suite, treeHash)).Rule;
}
