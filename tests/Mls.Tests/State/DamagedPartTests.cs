using System.Buffers.Binary;
using Sotto.Mls.Groups;
using Sotto.Mls.Groups.State;
using Sotto.Mls.Tests.Groups;
using Sotto.Mls.Tree;

namespace Sotto.Mls.Tests.State;

/// <summary>Parts that can be read and do not fit the rest are no group.</summary>
public sealed class DamagedPartTests : IDisposable
{
    private readonly Party _ann = new Party("ann").Create();
    private readonly Party _bob = new("bob");

    public DamagedPartTests()
    {
        _ann.Add(_bob);
        _bob.Receive(_ann.Commit().Message);
    }

    public void Dispose()
    {
        _ann.Dispose();
        _bob.Dispose();
    }

    [Fact]
    public void A_part_has_one_name()
    {
        PartName[] others =
        [
            new(PartKind.Group, 1, 0),
            new(PartKind.Secrets, 0, 1),
            new(PartKind.TreeSize, 1, 0),
            new(PartKind.Pending, 0, 1),
            new(PartKind.PrivateKey, 1, 0),
            new(PartKind.TreeNode, 0, 2 * TreeEncoding.MostLeaves),
            new(PartKind.Proposal, 1, 0),
            new(PartKind.OwnUpdate, 1, 0),
            new(PartKind.SecretNode, 0, 2 * TreeEncoding.MostLeaves),
            new(PartKind.Ratchet, 0, 1UL << 32),
            new(PartKind.PastEpoch, 1, 1),
            new(PartKind.Resumption, 1, 1),
        ];
        byte[] whole = Stored.Whole(_bob.Group);
        Assert.All(others, name => AssertDamaged(Stored.With(whole, name, [])));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    public void A_member_has_a_leaf_and_its_key(uint self)
    {
        byte[] whole = Stored.Whole(_bob.Group);
        byte[] group = Stored.Parts(whole)[PartName.Group];
        BinaryPrimitives.WriteUInt32BigEndian(group.AsSpan(1), self);
        AssertDamaged(Stored.With(whole, PartName.Group, group));
        AssertDamaged(Stored.With(whole, PartName.OfPrivateKey(NodeIndex.Of(_bob.Group.Self)), null));
    }

    [Fact]
    public void A_group_that_follows_is_named_by_a_re_initialisation()
    {
        byte[] whole = Stored.Whole(_bob.Group);
        byte[] group = Stored.Parts(whole)[PartName.Group];
        Assert.Equal(0, group[^1]);
        byte[] removal = TlsWriter.Encode(new Proposal.Remove(new(0)));
        AssertDamaged(Stored.With(whole, PartName.Group, [.. group[..^1], 1, .. removal]));
    }

    [Fact]
    public void Skipped_keys_belong_to_a_ratchet()
    {
        _ann.Say("overtaken");
        _bob.Read(_ann.Say("first"));
        byte[] whole = Stored.Whole(_bob.Group);
        PartName skipped = Assert.Single(Stored.Parts(whole).Keys, name => name.Kind is PartKind.SkippedKey);
        AssertDamaged(Stored.With(whole, PartName.OfRatchet(_bob.Group.Epoch, skipped.Ratchet), null));
    }

    [Fact]
    public void Skipped_keys_of_an_epoch_that_is_forgotten_go_with_it()
    {
        PrivateMessage overtaken = _ann.Say("overtaken");
        _bob.Read(_ann.Say("first"));
        byte[] whole = Stored.Whole(_bob.Group);
        List<byte[]> changes = [];
        for (int i = 0; i < 6; i++)
        {
            _bob.Receive(_ann.Commit().Message);
            changes.Add(Stored.Changes(_bob.Group));
        }

        using MlsGroup loaded = Stored.Load(_bob, whole, [.. changes]);
        Assert.Equal(Stored.Sorted(_bob.Group), Stored.Sorted(loaded));
        Assert.DoesNotContain(Stored.Parts(Stored.Whole(loaded)).Keys, name => name.Kind is PartKind.SkippedKey);
        Assert.Equal("epoch", Assert.Throws<MlsException>(() => loaded.Verify(overtaken)).Rule);
    }

    [Fact]
    public void A_past_epoch_is_past_and_bears_its_number()
    {
        byte[] whole = Stored.Whole(_bob.Group);
        PartName past = Assert.Single(Stored.Parts(whole).Keys, name => name.Kind is PartKind.PastEpoch);
        byte[] content = Stored.Parts(whole)[past];
        AssertDamaged(Stored.With(whole, past with { Epoch = past.Epoch - 1 }, content));
        byte[] current = Past(_bob.Group.Current.Public.Context, 2, []);
        AssertDamaged(Stored.With(whole, PartName.OfPastEpoch(_bob.Group.Epoch), current));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(TreeEncoding.MostLeaves + 1, null)]
    [InlineData(uint.MaxValue, null)]
    [InlineData(2, 2u)]
    public void The_leaves_of_a_past_epoch_are_in_its_tree(uint count, uint? changed)
    {
        byte[] whole = Stored.Whole(_bob.Group);
        using TlsWriter leaves = new();
        if (changed is { } index)
        {
            leaves.UInt32(index).Presence(false);
        }

        byte[] past = Past(Assert.Single(_bob.Group.Past.Epochs).Value.Context, count, leaves.Written);
        AssertDamaged(Stored.With(whole, PartName.OfPastEpoch(new(1)), past));
    }

    [Fact]
    public void A_commit_of_ones_own_is_a_commit_of_proposals_that_are_kept()
    {
        _bob.Receive(_ann.Group.ProposeUpdate());
        _bob.Group.Commit();
        AuthenticatedContent proposal = _bob.Group.PendingProposals[0].Authenticated;
        byte[] whole = Stored.Whole(_bob.Group);
        AssertDamaged(Stored.With(whole, PartName.OfProposal(0), null));
        byte[] pending = Stored.Parts(whole)[PartName.Pending];
        byte[] commit = TlsWriter.Encode(_bob.Group.PendingCommit!.OwnCommit!.Authenticated);
        int start = pending.AsSpan().IndexOf(commit);
        byte[] other = [.. pending[..start], .. TlsWriter.Encode(proposal), .. pending[(start + commit.Length)..]];
        AssertDamaged(Stored.With(whole, PartName.Pending, other));
    }

    private static byte[] Past(GroupContext context, uint count, ReadOnlySpan<byte> changed)
    {
        using TlsWriter writer = new();
        return writer.Structure(context).Opaque(new byte[32]).UInt32(count).Opaque(changed).ToArray();
    }

    private void AssertDamaged(byte[] whole) => Assert.Equal("state_part_damaged", Stored.Refusal(_bob, whole));
}
