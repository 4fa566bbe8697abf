using Sotto.Mls.Cryptography;
using Sotto.Mls.Tree;

namespace Sotto.Mls.Tests.Tree;

/// <summary>Private keys live as long as a tree shows their public halves, and no longer (RFC 9420 section 4.1).</summary>
public sealed class PrivateTreeTests
{
    [Fact]
    public void Keys_of_blank_or_changed_nodes_are_forgotten_and_the_rest_kept()
    {
        using TreeStory story = TreeStory.Of(8);
        PrivateTree known = story.Known[new(2)];
        Assert.Equal([3, 4, 5, 7], Places(known));
        TreeEdit edit = story.Tree.Edit();
        edit.BlankDirectPath(new(7));
        edit.SetParent(new(3), new(story.NewLeaf().Item3.PublicKey.ToArray(), new byte[32], []));
        PrivateTree fork = known.Fork();
        fork.Prune(edit.Finish());
        Assert.Equal([4, 5], Places(fork));
        Assert.Equal([3, 4, 5, 7], Places(known));
    }

    [Fact]
    public void Keys_outside_a_tree_that_became_smaller_are_forgotten()
    {
        using TreeStory story = TreeStory.Of(8);
        PrivateTree known = story.Known[new(0)].Fork();
        foreach (uint leaf in (uint[])[4, 5, 6, 7])
        {
            story.Remove(leaf);
        }

        Assert.Equal(4u, story.Tree.LeafCount);
        Assert.Equal([0, 1, 3, 7], Places(known));
        known.Prune(story.Tree);
        Assert.DoesNotContain(7, Places(known));
        Assert.Contains(0, Places(known));
    }

    [Fact]
    public void Wiping_spares_exactly_the_keys_that_the_other_holds()
    {
        using TreeStory story = TreeStory.Of(8);
        PrivateTree ended = story.Known[new(2)];
        PrivateTree kept = ended.Fork();
        KemPrivateKey replaced = ended.KeyOf(new(3))!;
        kept.Set(new(3), story.NewLeaf().Item3);
        ended.WipeExcept(kept);
        Assert.True(replaced.PrivateKey.IsWiped);
        Assert.All(kept.Keys, entry => Assert.False(entry.Value.PrivateKey.IsWiped));
        ended.WipeExcept(null);
        Assert.All(ended.Keys, entry => Assert.True(entry.Value.PrivateKey.IsWiped));
        Assert.False(kept.KeyOf(new(3))!.PrivateKey.IsWiped);
    }

    [Fact]
    public void A_copied_key_is_not_the_same_key()
    {
        using TreeStory story = TreeStory.Of(2);
        PrivateTree known = story.Known[new(0)];
        using KemPrivateKey copy = known.LeafKey.Copy();
        PrivateTree other = new(new(0), copy);
        known.WipeExcept(other);
        Assert.All(known.Keys, entry => Assert.True(entry.Value.PrivateKey.IsWiped));
        Assert.False(copy.PrivateKey.IsWiped);
        Assert.Throws<ObjectDisposedException>(() => known.LeafKey.PrivateKey.Bytes.Length);
    }

    private static int[] Places(PrivateTree keys) => [.. keys.Keys.Select(entry => (int)entry.Key.Value).Order()];
}
