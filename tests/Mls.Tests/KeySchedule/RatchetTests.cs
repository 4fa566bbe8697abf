using System.Diagnostics;
using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;

namespace Sotto.Mls.Tests.KeySchedule;

/// <summary>Each key opens one message, and nobody can make us derive without end (RFC 9420 sections 9.1 and 9.2).</summary>
public sealed class RatchetTests
{
    private const int Most = 1_000;

    [Fact]
    public void Keys_are_those_of_the_definition_whatever_the_order()
    {
        byte[] secret = Fixed.Bytes(1);
        List<byte[]> expected = [];
        for (uint generation = 0; generation < 6; generation++)
        {
            byte[] key = Fixed.TreeSecret(secret, "key"u8, generation, Fixed.KeyLength);
            expected.Add([.. key, .. Fixed.TreeSecret(secret, "nonce"u8, generation, Fixed.NonceLength)]);
            secret = Fixed.TreeSecret(secret, "secret"u8, generation, 32);
        }

        foreach (
            uint[] order in (uint[][])
                [
                    [0, 1, 2, 3, 4, 5],
                    [5, 4, 3, 2, 1, 0],
                    [2, 0, 5, 1, 4, 3],
                ]
        )
        {
            using Ratchet ratchet = NewRatchet();
            foreach (uint generation in order)
            {
                Assert.Equal(expected[(int)generation], Peek(ratchet, generation));
                ratchet.Consume(generation, Most);
            }

            Assert.Equal(6u, ratchet.Generation);
            Assert.Equal(secret, ratchet.Secret.Bytes);
            Assert.Empty(ratchet.Skipped);
        }
    }

    [Fact]
    public void A_key_that_was_consumed_opens_nothing_again()
    {
        using Ratchet ratchet = NewRatchet();
        ratchet.Consume(0, Most);
        Assert.Equal("generation_used", RefusalOf(ratchet, 0));
        ratchet.Consume(3, Most);
        Assert.Equal("generation_used", RefusalOf(ratchet, 3));
        Peek(ratchet, 1);
        Assert.Equal([1u], ratchet.Consume(1, Most).Forgotten);
        Assert.Equal("generation_used", RefusalOf(ratchet, 1));
        Peek(ratchet, 2);
    }

    [Fact]
    public void A_message_may_be_a_thousand_ahead_and_no_more()
    {
        using Ratchet ratchet = NewRatchet();
        Assert.Equal("generation_too_far_ahead", RefusalOf(ratchet, Most + 1));
        byte[] key = Peek(ratchet, Most);
        RatchetChange change = ratchet.Consume(Most, Most);
        Assert.Equal(Enumerable.Range(0, Most).Select(i => (uint)i), change.Kept);
        Assert.Empty(change.Forgotten);
        Assert.Equal(Most, ratchet.Skipped.Count);
        Assert.Equal(Most + 1u, ratchet.Generation);
        Assert.NotEqual(key, Peek(ratchet, Most - 1));
        Assert.Equal("generation_too_far_ahead", RefusalOf(ratchet, (2 * Most) + 2));
    }

    [Theory]
    [InlineData(1u << 31)]
    [InlineData(uint.MaxValue)]
    public void A_giant_jump_is_refused_without_work(uint generation)
    {
        using Ratchet ratchet = NewRatchet();
        RefusalOf(ratchet, Most + 1);
        byte[] before = StateOf(ratchet);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long began = Stopwatch.GetTimestamp();
        Assert.Equal("generation_too_far_ahead", RefusalOf(ratchet, generation));
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalMilliseconds, 0, 10);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 50_000);
        Assert.Equal(
            "generation_too_far_ahead",
            Assert.Throws<MlsException>(() => ratchet.Consume(generation, Most)).Rule
        );
        Assert.Equal(before, StateOf(ratchet));
    }

    [Fact]
    public void Looking_changes_nothing_that_lasts()
    {
        using Ratchet ratchet = NewRatchet();
        ratchet.Consume(4, Most);
        byte[] before = StateOf(ratchet);
        byte[] late = Peek(ratchet, 2);
        byte[] next = Peek(ratchet, 5);
        byte[] ahead = Peek(ratchet, 900);
        Assert.Equal(late, Peek(ratchet, 2));
        Assert.Equal(next, Peek(ratchet, 5));
        Assert.Equal(ahead, Peek(ratchet, 900));
        Assert.Equal(before, StateOf(ratchet));
    }

    [Fact]
    public void What_was_looked_at_last_does_not_decide_what_is_consumed()
    {
        using Ratchet plain = NewRatchet();
        plain.Consume(3, Most);
        foreach (
            uint[] looks in (uint[][])
                [
                    [3],
                    [7, 3],
                    [3, 7],
                    [0, 900, 1],
                    [3, 3],
                ]
        )
        {
            using Ratchet ratchet = NewRatchet();
            foreach (uint look in looks)
            {
                Peek(ratchet, look);
            }

            ratchet.Consume(3, Most);
            Assert.Equal(StateOf(plain), StateOf(ratchet));
            ratchet.Consume(4, Most);
            using Ratchet further = NewRatchet();
            further.Consume(3, Most);
            further.Consume(4, Most);
            Assert.Equal(StateOf(further), StateOf(ratchet));
        }
    }

    [Fact]
    public void A_look_that_was_refused_leaves_an_earlier_one_usable()
    {
        using Ratchet ratchet = NewRatchet();
        Peek(ratchet, 2);
        RefusalOf(ratchet, 5_000);
        ratchet.Consume(2, Most);
        using Ratchet plain = NewRatchet();
        plain.Consume(2, Most);
        Assert.Equal(StateOf(plain), StateOf(ratchet));
    }

    [Fact]
    public void The_oldest_of_too_many_skipped_keys_are_given_up_and_wiped()
    {
        using Ratchet ratchet = NewRatchet();
        ratchet.Consume(5, 10);
        Secret oldest = ratchet.Skipped[0];
        RatchetChange change = ratchet.Consume(14, 10);
        Assert.Equal([6u, 7u, 8u, 9u, 10u, 11u, 12u, 13u], change.Kept);
        Assert.Equal([0u, 1u, 2u], change.Forgotten);
        Assert.Equal(10, ratchet.Skipped.Count);
        Assert.True(oldest.IsWiped);
        Assert.Equal("generation_used", RefusalOf(ratchet, 2));
        Peek(ratchet, 3);
    }

    [Fact]
    public void A_consumed_skipped_key_is_wiped()
    {
        using Ratchet ratchet = NewRatchet();
        ratchet.Consume(1, Most);
        Secret skipped = ratchet.Skipped[0];
        ratchet.Consume(0, Most);
        Assert.True(skipped.IsWiped);
        Assert.Empty(ratchet.Skipped);
    }

    [Fact]
    public void The_last_generation_has_no_key()
    {
        using Ratchet ratchet = Ratchet.Restore(Fixed.Suite, Fixed.Secret(1), uint.MaxValue - 1);
        Peek(ratchet, uint.MaxValue - 1);
        Assert.Equal("generation_exhausted", RefusalOf(ratchet, uint.MaxValue));
        ratchet.Consume(uint.MaxValue - 1, Most);
        Assert.Equal(uint.MaxValue, ratchet.Generation);
        Assert.Equal("generation_exhausted", RefusalOf(ratchet, uint.MaxValue));
        Assert.Equal("generation_exhausted", Assert.Throws<MlsException>(() => ratchet.Consume(uint.MaxValue, 0)).Rule);
    }

    [Fact]
    public void After_disposal_every_key_is_wiped_and_unusable()
    {
        Ratchet ratchet = NewRatchet();
        ratchet.Consume(2, Most);
        Secret[] secrets = [ratchet.Secret, .. ratchet.Skipped.Values];
        Assert.Equal(3, secrets.Length);
        ratchet.Dispose();
        Assert.All(secrets, secret => Assert.True(secret.IsWiped));
        Assert.Throws<ObjectDisposedException>(() => Peek(ratchet, 0));
        Assert.Throws<ObjectDisposedException>(() => Peek(ratchet, 5));
        Assert.Throws<ObjectDisposedException>(() => ratchet.Consume(5, Most));
    }

    private static Ratchet NewRatchet() => new(Fixed.Suite, Fixed.Secret(1));

    private static string RefusalOf(Ratchet ratchet, uint generation) =>
        Assert.Throws<MlsException>(() => Peek(ratchet, generation)).Rule;

    private static byte[] Peek(Ratchet ratchet, uint generation)
    {
        byte[] both = new byte[Fixed.KeyLength + Fixed.NonceLength];
        ratchet.Peek(generation, Most, both.AsSpan(0, Fixed.KeyLength), both.AsSpan(Fixed.KeyLength));
        return both;
    }

    /// <summary>All that is stored of a ratchet.</summary>
    private static byte[] StateOf(Ratchet ratchet)
    {
        using TlsWriter writer = new();
        writer.UInt32(ratchet.Generation).Opaque(ratchet.Secret.Bytes);
        foreach ((uint generation, Secret key) in ratchet.Skipped)
        {
            writer.UInt32(generation).Opaque(key.Bytes);
        }

        return writer.ToArray();
    }
}
