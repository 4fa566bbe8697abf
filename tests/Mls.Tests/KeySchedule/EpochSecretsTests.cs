using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;

namespace Sotto.Mls.Tests.KeySchedule;

/// <summary>The secrets of an epoch and what goes into them (RFC 9420 section 8).</summary>
public sealed class EpochSecretsTests
{
    [Fact]
    public void Each_secret_is_derived_under_its_own_label()
    {
        using EpochSecrets secrets = Derive();
        string[] labels =
        [
            "sender data",
            "exporter",
            "external",
            "confirm",
            "membership",
            "resumption",
            "authentication",
            "init",
        ];
        Assert.Equal(labels.Select(Expected), secrets.All.Select(secret => secret.Bytes.ToArray()));
        Assert.Equal(EpochSecrets.Count, labels.Length);
        using Secret epoch = Fixed.Secret(1);
        using Secret encryption = EpochSecrets.DeriveEncryption(Fixed.Suite, epoch);
        Assert.Equal(Expected("encryption"), encryption.Bytes);
    }

    [Fact]
    public void Disposal_wipes_all_and_nothing_can_be_derived_any_more()
    {
        EpochSecrets secrets = Derive();
        Secret[] all = [.. secrets.All];
        secrets.Dispose();
        Assert.All(all, secret => Assert.True(secret.IsWiped));
        Assert.Throws<ObjectDisposedException>(() => secrets.Export("label"u8, [], new byte[32]));
        Assert.Throws<ObjectDisposedException>(() => secrets.ComputeConfirmationTag(new byte[32]));
        Assert.Throws<ObjectDisposedException>(() => secrets.HasConfirmationTag(new byte[32], new byte[32]));
        Assert.Throws<ObjectDisposedException>(secrets.DeriveExternalKey);
    }

    [Fact]
    public void Exported_secrets_differ_by_label_context_and_length()
    {
        using EpochSecrets secrets = Derive();
        byte[] exported = Export(secrets, "label", "context", 32);
        byte[] derived = new byte[32];
        Fixed.Suite.DeriveSecret(Expected("exporter"), "label"u8, derived);
        Assert.Equal(Fixed.Expand(derived, "exported"u8, Fixed.Suite.Hash("context"u8)), exported);
        Assert.NotEqual(exported, Export(secrets, "Label", "context", 32));
        Assert.NotEqual(exported, Export(secrets, "label", "", 32));
        Assert.NotEqual(exported, Export(secrets, "label", "Context", 32));
        // The length goes into the derivation, so a shorter secret is no part of a longer one.
        Assert.NotEqual(exported[..16], Export(secrets, "label", "context", 16));
        Assert.Equal(exported, Export(secrets, "label", "context", 32));
    }

    [Fact]
    public void A_confirmation_tag_holds_whole_or_not_at_all()
    {
        using EpochSecrets secrets = Derive();
        byte[] transcript = Fixed.Bytes(2);
        byte[] tag = secrets.ComputeConfirmationTag(transcript);
        Assert.Equal(32, tag.Length);
        Assert.True(secrets.HasConfirmationTag(transcript, tag));
        for (int length = 0; length < tag.Length; length++)
        {
            Assert.False(secrets.HasConfirmationTag(transcript, tag.AsSpan(0, length)));
            byte[] changed = [.. tag];
            changed[length] ^= 1;
            Assert.False(secrets.HasConfirmationTag(transcript, changed));
        }

        Assert.False(secrets.HasConfirmationTag(transcript, [.. tag, 0]));
        Assert.False(secrets.HasConfirmationTag(Fixed.Bytes(3), tag));
    }

    [Fact]
    public void The_next_epoch_depends_on_everything_that_enters_it()
    {
        byte[] usual = Epoch(1, 2, 3, "group");
        Assert.Equal(usual, Epoch(1, 2, 3, "group"));
        Assert.NotEqual(usual, Epoch(9, 2, 3, "group"));
        Assert.NotEqual(usual, Epoch(1, 9, 3, "group"));
        Assert.NotEqual(usual, Epoch(1, 2, 9, "group"));
        Assert.NotEqual(usual, Epoch(1, 2, 3, "other"));
    }

    [Fact]
    public void The_welcome_secret_follows_from_joiner_and_pre_shared_key()
    {
        using Secret joiner = Fixed.Secret(1);
        using Secret key = Fixed.Secret(2);
        using Secret other = Fixed.Secret(3);
        using Secret welcome = EpochSecrets.ComputeWelcome(Fixed.Suite, joiner, key);
        byte[] member = new byte[32];
        Fixed.Suite.Extract(joiner.Bytes, key.Bytes, member);
        byte[] expected = new byte[32];
        Fixed.Suite.DeriveSecret(member, "welcome"u8, expected);
        Assert.Equal(expected, welcome.Bytes);
        using Secret without = EpochSecrets.ComputeWelcome(Fixed.Suite, joiner, other);
        Assert.False(without.FixedTimeEquals(welcome.Bytes));
    }

    [Fact]
    public void The_external_key_is_that_of_the_external_secret()
    {
        using EpochSecrets secrets = Derive();
        using KemPrivateKey key = secrets.DeriveExternalKey();
        using KemPrivateKey expected = Fixed.Suite.Kem.DeriveKeyPair(Expected("external"));
        Assert.Equal(expected.PublicKey, key.PublicKey);
    }

    [Fact]
    public void Restored_secrets_are_those_that_were_stored()
    {
        using EpochSecrets secrets = Derive();
        using EpochSecrets restored = EpochSecrets.Restore(
            Fixed.Suite,
            [.. secrets.All.Select(secret => secret.Copy())]
        );
        Assert.Equal(secrets.All.Select(Read), restored.All.Select(Read));
        Assert.Equal(Read(secrets.Init), Read(restored.Init));
        Assert.Equal(Read(secrets.Membership), Read(restored.Membership));
        static byte[] Read(Secret secret) => secret.Bytes.ToArray();
    }

    private static EpochSecrets Derive()
    {
        using Secret epoch = Fixed.Secret(1);
        return EpochSecrets.Derive(Fixed.Suite, epoch);
    }

    private static byte[] Expected(string label)
    {
        byte[] derived = new byte[32];
        Fixed.Suite.DeriveSecret(Fixed.Bytes(1), System.Text.Encoding.ASCII.GetBytes(label), derived);
        return derived;
    }

    private static byte[] Export(EpochSecrets secrets, string label, string context, int length)
    {
        byte[] exported = new byte[length];
        secrets.Export(
            System.Text.Encoding.ASCII.GetBytes(label),
            System.Text.Encoding.ASCII.GetBytes(context),
            exported
        );
        return exported;
    }

    private static byte[] Epoch(byte init, byte commit, byte preSharedKey, string groupId)
    {
        GroupContext context = new(Fixed.Suite.Id, System.Text.Encoding.ASCII.GetBytes(groupId), []);
        using Secret initSecret = Fixed.Secret(init);
        using Secret commitSecret = Fixed.Secret(commit);
        using Secret key = Fixed.Secret(preSharedKey);
        using Secret joiner = EpochSecrets.ComputeJoiner(Fixed.Suite, initSecret, commitSecret, context);
        using Secret epoch = EpochSecrets.ComputeEpoch(Fixed.Suite, joiner, key, context);
        return epoch.Bytes.ToArray();
    }
}
