using System.Collections;
using System.Reflection;
using Sotto.Mls.Tree;

namespace Sotto.Mls.Tests.Tree;

/// <summary>No key stands twice in a tree (RFC 9420 sections 7.3 and 12.4.3.1).</summary>
public sealed class TreeKeysTests
{
    [Fact]
    public void Two_leaves_with_one_encryption_key_are_refused()
    {
        using TreeStory story = TreeStory.Of(4);
        TreeEdit edit = story.Tree.Edit();
        edit.SetLeaf(new(1), story.Leaf(new(1), story.Tree.LeafAt(new(2))!.EncryptionKey, []));
        AssertRefused("duplicate_encryption_key", story.Tree, edit.Finish());
    }

    [Fact]
    public void Two_leaves_with_one_signature_key_are_refused()
    {
        using TreeStory story = TreeStory.Of(4);
        TreeEdit edit = story.Tree.Edit();
        edit.SetLeaf(new(1), story.Leaf(new(2), story.Tree.LeafAt(new(1))!.EncryptionKey, []));
        AssertRefused("duplicate_signature_key", story.Tree, edit.Finish());
    }

    [Fact]
    public void A_leaf_with_a_parents_encryption_key_is_refused()
    {
        using TreeStory story = TreeStory.Of(4);
        TreeEdit edit = story.Tree.Edit();
        edit.SetLeaf(new(1), story.Leaf(new(1), story.Tree.ParentAt(new(5))!.EncryptionKey, []));
        AssertRefused("duplicate_encryption_key", story.Tree, edit.Finish());
    }

    [Fact]
    public void Two_parents_with_one_encryption_key_are_refused()
    {
        using TreeStory story = TreeStory.Of(4);
        TreeEdit edit = story.Tree.Edit();
        edit.SetParent(new(1), new(story.Tree.ParentAt(new(5))!.EncryptionKey, new byte[32], []));
        AssertRefused("duplicate_encryption_key", story.Tree, edit.Finish());
    }

    [Fact]
    public void Bytes_that_are_one_leafs_encryption_and_anothers_signature_key_are_no_clash()
    {
        using TreeStory story = TreeStory.Of(4);
        TreeEdit edit = story.Tree.Edit();
        edit.SetLeaf(new(1), story.Leaf(new(1), story.Tree.LeafAt(new(2))!.SignatureKey, []));
        RatchetTree after = edit.Finish();
        Assert.Equal(4 + 4 + 3, Of(TreeKeys.Of(after)).Count);
        Assert.Equal(Of(TreeKeys.Of(after)), Of(TreeKeys.Of(story.Tree).After(story.Tree, after)));
    }

    [Fact]
    public void A_key_may_move_to_another_place_within_one_change()
    {
        using TreeStory story = TreeStory.Of(4);
        TreeEdit edit = story.Tree.Edit();
        LeafNode moved = story.Tree.LeafAt(new(3))!;
        edit.Remove(new(3));
        edit.Update(new(0), moved);
        RatchetTree after = edit.Finish();
        Assert.Equal(Of(TreeKeys.Of(after)), Of(TreeKeys.Of(story.Tree).After(story.Tree, after)));
    }

    [Theory]
    [InlineData(41)]
    [InlineData(42)]
    [InlineData(43)]
    public void Keys_followed_through_changes_are_those_of_the_tree_they_led_to(int seed)
    {
        using TreeStory story = new(seed);
        TreeKeys keys = TreeKeys.Of(story.Tree);
        for (int step = 0; step < 80; step++)
        {
            RatchetTree before = story.Tree;
            story.Anything(mostMembers: 12);
            keys = keys.After(before, story.Tree);
            Assert.Equal(Of(TreeKeys.Of(story.Tree)), Of(keys));
        }
    }

    private static void AssertRefused(string rule, RatchetTree before, RatchetTree after)
    {
        Assert.Equal(rule, Assert.Throws<MlsException>(() => TreeKeys.Of(after)).Rule);
        TreeKeys keys = TreeKeys.Of(before);
        HashSet<object> unchanged = Of(keys);
        Assert.Equal(rule, Assert.Throws<MlsException>(() => keys.After(before, after)).Rule);
        Assert.Equal(unchanged, Of(keys));
    }

    private static HashSet<object> Of(TreeKeys keys) =>
        [
            .. (
                (IEnumerable)
                    typeof(TreeKeys).GetField("_keys", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(keys)!
            ).Cast<object>(),
        ];
}
