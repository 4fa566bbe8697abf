using Sotto.Mls.Cryptography;
using Sotto.Mls.Tree;

namespace Sotto.Mls.Tests.Tree;

/// <summary>Paths of commits and what their readers refuse (RFC 9420 sections 7.4 to 7.6 and 12.4.2).</summary>
public sealed class PathTests
{
    private static readonly HashSet<LeafIndex> Nobody = [];

    [Theory]
    [InlineData(51)]
    [InlineData(52)]
    public void Everybody_comes_to_the_committers_secret_and_knows_only_keys_above(int seed)
    {
        using TreeStory story = new(seed);
        for (int step = 0; step < 50; step++)
        {
            story.Anything(mostMembers: 9);
            Assert.All(story.CommitSecrets, secret => Assert.Equal(story.CommitSecrets[0], secret));
            foreach ((LeafIndex self, PrivateTree known) in story.Known)
            {
                Assert.All(
                    known.Keys,
                    entry =>
                    {
                        Assert.True(entry.Key.IsAbove(self));
                        Assert.True(story.Tree.EncryptionKeyOf(entry.Key).Span.SequenceEqual(entry.Value.PublicKey));
                    }
                );
            }
        }
    }

    [Fact]
    public void Secrets_of_a_path_follow_from_each_other_as_the_RFC_says()
    {
        using TreeStory story = TreeStory.Of(8);
        using PathCreation path = story.Draw(new(3));
        Assert.Equal(3, path.Secrets.Secrets.Count);
        byte[] next = path.Secrets.Secrets[0].Bytes.ToArray();
        byte[] node = new byte[32];
        foreach ((Secret secret, int index) in path.Secrets.Secrets.Select((secret, index) => (secret, index)))
        {
            Assert.Equal(next, secret.Bytes);
            TreeStory.Suite.DeriveSecret(next, "node"u8, node);
            using KemPrivateKey key = TreeStory.Suite.Kem.DeriveKeyPair(node);
            Assert.Equal(
                key.PublicKey,
                path.Tree.EncryptionKeyOf(story.Tree.FilteredDirectPath(new(3))[index].Node).Span
            );
            next = Derive(next, "path"u8);
        }

        Assert.Equal(next, path.Secrets.CommitSecret.Bytes);
        path.TakeKeys(new(3)).WipeExcept(null);
    }

    [Fact]
    public void A_member_alone_has_a_fresh_commit_secret_too()
    {
        using TreeStory story = new();
        using PathCreation path = story.Draw(new(0));
        using PathCreation another = story.Draw(new(0));
        byte[] commitSecret = path.Secrets.CommitSecret.Bytes.ToArray();
        Assert.NotEqual(new byte[32], commitSecret);
        Assert.NotEqual(commitSecret, another.Secrets.CommitSecret.Bytes.ToArray());
        Assert.Equal(Derive(path.Secrets.Secrets.Single().Bytes, "path"u8), commitSecret);
        Assert.True(path.Leaf.ParentHash.IsEmpty);
    }

    [Fact]
    public void Nodes_beside_which_nobody_is_left_have_no_secret_in_the_path()
    {
        using TreeStory story = TreeStory.Of(8);
        story.Remove(1);
        story.Remove(2);
        story.Remove(3);
        using PathCreation path = story.Draw(new(0));
        Assert.Single(path.Secrets.Secrets);
        Assert.Equal(Derive(path.Secrets.Secrets[0].Bytes, "path"u8), path.Secrets.CommitSecret.Bytes);
        Assert.True(path.Tree.IsBlank(new(1)));
        Assert.True(path.Tree.IsBlank(new(3)));
        Assert.False(path.Tree.IsBlank(new(7)));
    }

    [Fact]
    public void Newcomers_of_a_commit_are_no_recipients_of_its_path()
    {
        using TreeStory story = TreeStory.Of(3);
        LeafIndex added = story.Add();
        PathStep top = story.Tree.FilteredDirectPath(new(0))[^1];
        Assert.Equal([4u, 6u], PathReading.Recipients(story.Tree, top, Nobody).Select(node => node.Value));
        Assert.Equal(
            [4u],
            PathReading.Recipients(story.Tree, top, new HashSet<LeafIndex> { added }).Select(n => n.Value)
        );
    }

    [Fact]
    public void Newcomers_get_the_secret_of_the_lowest_node_above_them()
    {
        using TreeStory story = TreeStory.Of(8);
        using PathCreation path = story.Draw(new(0));
        Assert.Same(path.Secrets.Secrets[0], path.SecretFor(new(1)));
        Assert.Same(path.Secrets.Secrets[1], path.SecretFor(new(3)));
        Assert.Same(path.Secrets.Secrets[2], path.SecretFor(new(7)));
        Assert.Null(path.SecretFor(new(0)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void A_path_that_is_too_short_or_too_long_is_refused(int change)
    {
        using TreeStory story = TreeStory.Of(8);
        (RatchetTree before, UpdatePath path) = Sent(story);
        IReadOnlyList<UpdatePath.Node> nodes =
            change < 0 ? [.. path.Nodes.SkipLast(1)] : [.. path.Nodes, path.Nodes[0]];
        Assert.Equal("path_length", RefusalToPlace(before, new(path.Leaf, nodes)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void A_secret_too_few_or_too_many_is_refused(int change)
    {
        using TreeStory story = TreeStory.Of(8);
        story.Remove(5);
        (RatchetTree before, UpdatePath path) = Sent(story);
        HpkeCiphertext[] sealedSecrets = [.. path.Nodes[2].EncryptedPathSecrets];
        HpkeCiphertext[] changed = change < 0 ? sealedSecrets[..^1] : [.. sealedSecrets, sealedSecrets[0]];
        Assert.Equal(
            "path_secret_count",
            RefusalToPlace(before, With(path, 2, new(path.Nodes[2].EncryptionKey, changed)))
        );
    }

    [Fact]
    public void A_key_in_the_path_that_is_none_is_refused()
    {
        using TreeStory story = TreeStory.Of(8);
        (RatchetTree before, UpdatePath path) = Sent(story);
        UpdatePath wrong = With(path, 1, new(new byte[31], path.Nodes[1].EncryptedPathSecrets));
        Assert.Equal("hpke_public_key", RefusalToPlace(before, wrong));
    }

    [Fact]
    public void Another_key_than_the_leafs_parent_hash_covers_is_refused()
    {
        using TreeStory story = TreeStory.Of(8);
        (RatchetTree before, UpdatePath path) = Sent(story);
        byte[] other = story.NewLeaf().Item3.PublicKey.ToArray();
        for (int i = 0; i < 3; i++)
        {
            UpdatePath wrong = With(path, i, new(other, path.Nodes[i].EncryptedPathSecrets));
            Assert.Equal("path_parent_hash", RefusalToPlace(before, wrong));
        }
    }

    [Fact]
    public void A_secret_for_which_no_key_is_known_cannot_be_opened()
    {
        using TreeStory story = TreeStory.Of(8);
        (RatchetTree before, UpdatePath path) = Sent(story);
        (_, _, KemPrivateKey stranger) = story.NewLeaf();
        PrivateTree known = PrivateTree.Restore(new(7), new() { [new(0)] = stranger });
        Assert.Equal(
            "path_secret_not_for_us",
            Assert.Throws<MlsException>(() => story.Open(before, new(0), path, known)).Rule
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_path_secret_of_another_length_than_the_hash_is_refused_and_wiped(int length)
    {
        using TreeStory story = TreeStory.Of(8);
        PrivateTree known = story.Known[new(1)].Fork();
        Secret lowest = new(length);
        Assert.Equal(
            "path_secret_length",
            Assert
                .Throws<MlsException>(() =>
                    PathReading.Learn(TreeStory.Suite, story.Tree, story.Tree.FilteredDirectPath(new(0)), lowest, known)
                )
                .Rule
        );
        Assert.True(lowest.IsWiped);
        Assert.Equal(story.Known[new(1)].Keys, known.Keys);
    }

    [Fact]
    public void A_secret_that_does_not_give_the_trees_key_is_refused_and_nothing_learnt()
    {
        using TreeStory story = TreeStory.Of(8);
        RatchetTree before = story.Tree;
        PrivateTree known = story.Known[new(1)].Fork();
        using PathCreation path = story.Draw(new(0));
        // The lowest two keys fit, the root's does not.
        TreeEdit edit = path.Tree.Edit();
        edit.SetParent(new(7), before.ParentAt(new(7))!);
        Secret lowest = path.Secrets.Secrets[0].Copy();
        Assert.Equal(
            "path_secret_public_key",
            Assert
                .Throws<MlsException>(() =>
                    PathReading.Learn(TreeStory.Suite, edit.Finish(), before.FilteredDirectPath(new(0)), lowest, known)
                )
                .Rule
        );
        Assert.True(lowest.IsWiped);
        Assert.Equal(story.Known[new(1)].Keys, known.Keys);
    }

    private static byte[] Derive(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label)
    {
        byte[] derived = new byte[32];
        TreeStory.Suite.DeriveSecret(secret, label, derived);
        return derived;
    }

    private static (RatchetTree, UpdatePath) Sent(TreeStory story)
    {
        RatchetTree before = story.Tree;
        return (before, story.Commit(0));
    }

    private static UpdatePath With(UpdatePath path, int index, UpdatePath.Node node) =>
        new(path.Leaf, [.. path.Nodes.Select((old, i) => i == index ? node : old)]);

    private static string RefusalToPlace(RatchetTree before, UpdatePath path) =>
        Assert.Throws<MlsException>(() => PathReading.Place(TreeStory.Suite, before, new(0), path, Nobody)).Rule;
}
