using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;
using Sotto.Mls.Tree;

namespace Sotto.Mls.Tests.KeySchedule;

/// <summary>Secrets are deleted as soon as what follows from them is derived (RFC 9420 sections 9 and 9.2).</summary>
public sealed class SecretTreeTests
{
    private const int Most = 1_000;
    private readonly NotedChanges _changes = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Keys_are_those_of_the_definition(bool isApplication)
    {
        RatchetKind kind = isApplication ? RatchetKind.Application : RatchetKind.Handshake;
        using SecretTree tree = NewTree();
        byte[] right = Fixed.Expand(Fixed.Bytes(9), "tree"u8, "right"u8);
        byte[] left = Fixed.Expand(right, "tree"u8, "left"u8);
        byte[] leaf = Fixed.Expand(left, "tree"u8, "right"u8);
        byte[] ratchet = Fixed.Expand(leaf, kind is RatchetKind.Handshake ? "handshake"u8 : "application"u8, []);
        byte[] key = Fixed.TreeSecret(ratchet, "key"u8, 0, Fixed.KeyLength);
        byte[] nonce = Fixed.TreeSecret(ratchet, "nonce"u8, 0, Fixed.NonceLength);
        Assert.Equal([.. key, .. nonce], Peek(tree, new(new(5), kind), 0));
        tree.Consume(new(new(4), kind), 0, Most);
        Assert.Equal([.. key, .. nonce], Peek(tree, new(new(5), kind), 0));
    }

    [Fact]
    public void Looking_at_the_key_of_who_never_sent_leaves_no_trace()
    {
        using SecretTree tree = NewTree();
        Secret root = tree.NodeAt(new(7))!;
        byte[] first = Peek(tree, new(new(3), RatchetKind.Application), 17);
        Assert.Equal([new NodeIndex(7)], tree.Nodes.Select(node => node.Key));
        Assert.Same(root, tree.NodeAt(new(7)));
        Assert.Equal(Fixed.Bytes(9), root.Bytes);
        Assert.Empty(tree.Ratchets);
        Assert.Empty(_changes.Nodes);
        Assert.Empty(_changes.Ratchets);
        Assert.Equal(first, Peek(tree, new(new(3), RatchetKind.Application), 17));
        Assert.Equal(
            "generation_too_far_ahead",
            Refusal(() => Peek(tree, new(new(3), RatchetKind.Application), 1_001))
        );
        Assert.Empty(tree.Ratchets);
    }

    [Fact]
    public void A_nodes_secret_is_wiped_once_its_children_are_derived()
    {
        using SecretTree tree = NewTree();
        Secret root = tree.NodeAt(new(7))!;
        byte[] key = Peek(tree, new(new(2), RatchetKind.Handshake), 0);
        tree.Consume(new(new(2), RatchetKind.Application), 0, Most);
        Assert.True(root.IsWiped);
        Assert.Equal([1u, 6u, 11u], tree.Nodes.Select(node => node.Key.Value).Order());
        Assert.Equal(2, tree.Ratchets.Count());
        Assert.Equal(key, Peek(tree, new(new(2), RatchetKind.Handshake), 0));
        Assert.Equal([1u, 3u, 4u, 5u, 6u, 7u, 11u], _changes.Nodes.Distinct().Order());
    }

    [Fact]
    public void Both_ratchets_of_a_leaf_begin_together_and_only_the_used_one_moves()
    {
        using SecretTree tree = NewTree();
        tree.Consume(new(new(0), RatchetKind.Handshake), 2, Most);
        Assert.Equal(3u, tree.RatchetOf(new(new(0), RatchetKind.Handshake))!.Generation);
        Assert.Equal(0u, tree.RatchetOf(new(new(0), RatchetKind.Application))!.Generation);
        Assert.Null(tree.NodeAt(new(0)));
        (RatchetName name, RatchetChange change) = _changes.Ratchets[^1];
        Assert.Equal(new(new(0), RatchetKind.Handshake), name);
        Assert.Equal([0u, 1u], change.Kept);
    }

    [Fact]
    public void A_sender_outside_the_tree_is_refused()
    {
        using SecretTree tree = NewTree();
        Assert.Equal("sender_no_member", Refusal(() => Peek(tree, new(new(8), RatchetKind.Application), 0)));
        Assert.Equal("sender_no_member", Refusal(() => Peek(tree, new(new(int.MaxValue), RatchetKind.Handshake), 0)));
        Peek(tree, new(new(7), RatchetKind.Application), 0);
    }

    [Fact]
    public void Keys_for_sending_come_in_order_and_are_gone()
    {
        using SecretTree tree = NewTree();
        using SecretTree receiver = NewTree();
        RatchetName own = new(new(1), RatchetKind.Application);
        for (uint generation = 0; generation < 3; generation++)
        {
            byte[] key = new byte[Fixed.KeyLength];
            byte[] nonce = new byte[Fixed.NonceLength];
            Assert.Equal(generation, tree.TakeNext(own, key, nonce));
            Assert.Equal(Peek(receiver, own, generation), (byte[])[.. key, .. nonce]);
            uint gone = generation;
            Assert.Equal("generation_used", Refusal(() => Peek(tree, own, gone)));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Closing_a_leaf_deletes_both_its_ratchets_and_nothing_of_others(bool hasSent)
    {
        using SecretTree tree = NewTree();
        byte[] other = Peek(tree, new(new(2), RatchetKind.Application), 0);
        if (hasSent)
        {
            tree.TakeNext(new(new(3), RatchetKind.Application), new byte[Fixed.KeyLength], new byte[Fixed.NonceLength]);
        }

        Ratchet? begun = tree.RatchetOf(new(new(3), RatchetKind.Handshake));
        Assert.Equal(hasSent, begun is not null);
        _changes.Ratchets.Clear();
        tree.Close(new(3));
        Assert.Empty(tree.Ratchets);
        Assert.True(begun is null || begun.Secret.IsWiped);
        foreach (RatchetKind kind in (RatchetKind[])[RatchetKind.Handshake, RatchetKind.Application])
        {
            Assert.Equal("sender_keys_deleted", Refusal(() => Peek(tree, new(new(3), kind), 0)));
            Assert.Contains(_changes.Ratchets, change => change.Name == new RatchetName(new(3), kind));
        }

        Assert.Equal(other, Peek(tree, new(new(2), RatchetKind.Application), 0));
    }

    [Fact]
    public void Every_part_is_told_of()
    {
        using SecretTree tree = NewTree();
        tree.Consume(new(new(6), RatchetKind.Application), 2, Most);
        NotedChanges all = new();
        tree.ForEachPart(all);
        Assert.Equal([3u, 9u, 14u], all.Nodes.Order());
        Assert.Equal(2, all.Ratchets.Count);
        (_, RatchetChange change) = all.Ratchets.Single(ratchet => ratchet.Name.Kind is RatchetKind.Application);
        Assert.Equal([0u, 1u], change.Kept);
        Assert.Empty(change.Forgotten);
    }

    [Fact]
    public void After_disposal_every_secret_is_wiped_and_unusable()
    {
        SecretTree tree = NewTree();
        tree.Consume(new(new(0), RatchetKind.Application), 2, Most);
        Secret[] secrets =
        [
            .. tree.Nodes.Select(node => node.Value),
            .. tree.Ratchets.Select(ratchet => ratchet.Value.Secret),
            .. tree.Ratchets.SelectMany(ratchet => ratchet.Value.Skipped.Values),
        ];
        Assert.Equal(3 + 2 + 2, secrets.Length);
        tree.Dispose();
        Assert.All(secrets, secret => Assert.True(secret.IsWiped));
        Assert.Throws<ObjectDisposedException>(() => Peek(tree, new(new(0), RatchetKind.Application), 3));
        Assert.Throws<ObjectDisposedException>(() => Peek(tree, new(new(5), RatchetKind.Application), 0));
    }

    [Fact]
    public void Message_keys_are_wiped_as_one()
    {
        Secret senderData = Fixed.Secret(3);
        SecretTree tree = NewTree();
        Secret root = tree.NodeAt(new(7))!;
        new MessageKeys(Fixed.Suite, senderData, tree).Dispose();
        Assert.True(senderData.IsWiped);
        Assert.True(root.IsWiped);
    }

    private SecretTree NewTree() => new(Fixed.Suite, 8, Fixed.Secret(9), _changes);

    private static string Refusal(Action action) => Assert.Throws<MlsException>(action).Rule;

    private static byte[] Peek(SecretTree tree, RatchetName name, uint generation)
    {
        byte[] both = new byte[Fixed.KeyLength + Fixed.NonceLength];
        tree.Peek(name, generation, Most, both.AsSpan(0, Fixed.KeyLength), both.AsSpan(Fixed.KeyLength));
        return both;
    }
}
