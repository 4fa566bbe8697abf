using Sotto.Mls.Groups;
using Sotto.Mls.Groups.State;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.State;

/// <summary>A stored group is read whole, in order and by those who know its format, or refused.</summary>
public sealed class StateEncodingTests : IDisposable
{
    private readonly Party _ann = new Party("ann").Create();
    private readonly Party _bob = new("bob");

    public StateEncodingTests() => _ann.Add(_bob);

    public void Dispose()
    {
        _ann.Dispose();
        _bob.Dispose();
    }

    [Theory]
    [InlineData(0, "state_format")]
    [InlineData(3, "state_format")]
    [InlineData(4, "state_version")]
    [InlineData(5, "state_version")]
    [InlineData(6, "state_kind")]
    public void Another_format_version_or_kind_is_refused(int position, string rule)
    {
        byte[] whole = Stored.Whole(_ann.Group);
        whole[position] ^= 0x40;
        Assert.Equal(rule, Stored.Refusal(_ann, whole));
    }

    [Fact]
    public void Changes_are_no_whole_group_and_the_reverse()
    {
        byte[] whole = Stored.Whole(_ann.Group);
        _ann.Say("hello");
        byte[] change = Stored.Changes(_ann.Group);
        Assert.Equal("state_kind", Stored.Refusal(_ann, change));
        Assert.Equal("state_kind", Stored.Refusal(_ann, whole, whole));
    }

    [Fact]
    public void A_group_that_is_cut_off_at_any_byte_is_refused()
    {
        _bob.Read(_ann.Say("hello"));
        byte[] whole = Stored.Whole(_bob.Group);
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] cut = whole[..length];
            Assert.Equal("truncated", Stored.Refusal(_bob, cut));
        }

        Assert.Equal("trailing_bytes", Stored.Refusal(_bob, [.. whole, 0]));
        Stored.Load(_bob, whole).Dispose();
    }

    [Fact]
    public void Changes_that_are_cut_off_at_any_byte_are_refused()
    {
        byte[] whole = Stored.Whole(_bob.Group);
        _bob.Read(_ann.Say("hello"));
        byte[] change = Stored.Changes(_bob.Group);
        for (int length = 0; length < change.Length; length++)
        {
            Assert.Equal("truncated", Stored.Refusal(_bob, whole, change[..length]));
        }

        Stored.Load(_bob, whole, change).Dispose();
    }

    [Fact]
    public void A_part_that_is_cut_off_is_refused_wherever_it_is()
    {
        _bob.Read(_ann.Say("hello"));
        _ann.Group.ProposeUpdate();
        _ann.Group.Commit();
        byte[] whole = Stored.Whole(_ann.Group);
        foreach ((PartName name, byte[] content) in Stored.Parts(whole))
        {
            for (int length = 0; length < content.Length; length += 1 + (content.Length / 40))
            {
                byte[] damaged = Stored.With(whole, name, content[..length]);
                Assert.Throws<MlsException>(() => Stored.Load(_ann, damaged));
            }
        }
    }

    [Fact]
    public void A_part_without_which_there_is_no_group_is_missed()
    {
        byte[] whole = Stored.Whole(_ann.Group);
        foreach (PartName name in (PartName[])[PartName.Group, PartName.Secrets, PartName.TreeSize])
        {
            Assert.Equal("state_part_missing", Stored.Refusal(_ann, Stored.With(whole, name, null)));
        }
    }

    [Fact]
    public void A_tree_in_which_a_node_is_missing_or_moved_is_refused()
    {
        byte[] whole = Stored.Whole(_ann.Group);
        PartName other = PartName.OfTreeNode(new(2));
        Assert.Equal("state_part_damaged", Stored.Refusal(_ann, Stored.With(whole, PartName.OfTreeNode(new(0)), null)));
        Assert.Equal("state_part_damaged", Stored.Refusal(_ann, Stored.With(whole, other, null)));
        byte[] node = Stored.Parts(whole)[other];
        byte[] outside = Stored.With(whole, PartName.OfTreeNode(new(4)), node);
        Assert.Equal("state_part_damaged", Stored.Refusal(_ann, outside));
    }

    [Theory]
    [InlineData("00000000")]
    [InlineData("00000003")]
    [InlineData("00040000")]
    [InlineData("80000000")]
    public void A_tree_of_an_impossible_size_is_refused(string size)
    {
        byte[] whole = Stored.Whole(_ann.Group);
        Assert.Equal(
            "state_part_damaged",
            Stored.Refusal(_ann, Stored.With(whole, PartName.TreeSize, Convert.FromHexString(size)))
        );
    }

    [Fact]
    public void A_part_of_an_unknown_kind_is_refused_unless_it_may_be_left_out()
    {
        byte[] whole = Stored.Whole(_ann.Group);
        string[] before = Stored.Sorted(_ann.Group);
        foreach (byte kind in (byte[])[0, 14, 127])
        {
            Assert.Equal(
                "state_part_unknown",
                Stored.Refusal(_ann, Stored.With(whole, new((PartKind)kind, 1, 2), [3]))
            );
        }

        foreach (byte kind in (byte[])[128, 255])
        {
            using MlsGroup loaded = Stored.Load(_ann, Stored.With(whole, new((PartKind)kind, 1, 2), [3]));
            Assert.Equal(before, Stored.Sorted(loaded));
        }
    }

    [Fact]
    public void Parts_that_grew_at_their_end_are_read()
    {
        _bob.Read(_ann.Say("hello"));
        byte[] whole = Stored.Whole(_bob.Group);
        string[] before = Stored.Sorted(_bob.Group);
        PartKind[] growing = [PartKind.Group, PartKind.Secrets, PartKind.TreeSize, PartKind.TreeNode, PartKind.Ratchet];
        byte[] grown = Stored.Compose(
            Stored
                .Parts(whole)
                .Select(part =>
                    KeyValuePair.Create(
                        part.Key,
                        growing.Contains(part.Key.Kind) ? [.. part.Value, 1, 2, 3] : (byte[]?)part.Value
                    )
                )
        );
        using MlsGroup loaded = Stored.Load(_bob, grown);
        Assert.Equal(before, Stored.Sorted(loaded));
    }

    [Fact]
    public void A_gap_a_swap_or_a_repetition_among_changes_is_refused()
    {
        byte[] whole = Stored.Whole(_ann.Group);
        byte[][] changes = [.. Enumerable.Range(0, 3).Select(_ => Say())];
        Assert.Equal("state_changes_missing", Stored.Refusal(_ann, whole, changes[1]));
        Assert.Equal("state_changes_missing", Stored.Refusal(_ann, whole, changes[0], changes[2]));
        Assert.Equal("state_changes_missing", Stored.Refusal(_ann, whole, changes[1], changes[0]));
        Assert.Equal("state_changes_missing", Stored.Refusal(_ann, whole, changes[0], changes[0]));
        using MlsGroup loaded = Stored.Load(_ann, whole, changes);
        Assert.Equal(Stored.Sorted(_ann.Group), Stored.Sorted(loaded));
        byte[] later = Stored.Whole(_ann.Group);
        Assert.Equal("state_changes_missing", Stored.Refusal(_ann, later, changes[2]));
    }

    [Fact]
    public void Another_signature_key_than_the_groups_is_the_callers_mistake()
    {
        byte[] whole = Stored.Whole(_ann.Group);
        Assert.Throws<InvalidOperationException>(() => Stored.Load(_bob, whole));
    }

    [Fact]
    public void Nothing_changed_is_nothing_to_store()
    {
        byte[] whole = Stored.Whole(_ann.Group);
        using GroupState none = _ann.Group.SaveChanges();
        Assert.True(none.IsEmpty);
        Assert.Equal(0, none.Bytes.Length);
        _ann.Say("hello");
        using GroupState some = _ann.Group.SaveChanges();
        Assert.False(some.IsEmpty);
        Assert.Equal(none.Version + 1, some.Version);
        Stored.Load(_ann, whole, some.Bytes.ToArray()).Dispose();
    }

    private byte[] Say()
    {
        _ann.Say("hello");
        return Stored.Changes(_ann.Group);
    }
}
