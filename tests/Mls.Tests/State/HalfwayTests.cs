using System.Security.Cryptography;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups;
using Sotto.Mls.Tests.Groups;
using Sotto.Mls.Tests.Tree;
using Sotto.Mls.Tree;

namespace Sotto.Mls.Tests.State;

/// <summary>What fails half-way leaves the group as it was and no keys behind.</summary>
public sealed class HalfwayTests
{
    [Fact]
    public void A_commit_for_which_randomness_runs_out_at_any_point_changes_nothing()
    {
        Scarce scarce = new();
        using Party bob = new("bob");
        using Party ann = new Party("ann", settings: WithRandom(scarce.Fill)).Create();
        ann.Add(bob);
        using Party dan = new("dan");
        using OwnKeyPackage keyPackage = dan.NewKeyPackage();
        byte[] before = ann.Snapshot();
        int drawn = 0;
        for (PreparedCommit? commit = null; commit is null; drawn++)
        {
            scarce.Left = drawn;
            try
            {
                commit = ann.Group.Commit(new() { Adds = [keyPackage.KeyPackage] });
                dan.Join(commit.Welcome!, keyPackage);
            }
            catch (CryptographicException)
            {
                Assert.Null(ann.Group.PendingCommit);
                Assert.Equal(before, ann.Snapshot());
                Assert.DoesNotContain(SecretSearch.In(ann.Group), secret => secret.IsWiped);
            }
        }

        Assert.InRange(drawn, 4, 100);
    }

    [Fact]
    public void A_commit_with_an_unknown_pre_shared_key_changes_nothing()
    {
        using Party ann = new Party("ann").Create();
        byte[] before = ann.Snapshot();
        Assert.Equal(
            "psk_unknown",
            Assert.Throws<MlsException>(() => ann.Group.Commit(new() { PreSharedKeys = ["nobody's"u8.ToArray()] })).Rule
        );
        Assert.Equal(before, ann.Snapshot());
        Assert.DoesNotContain(SecretSearch.In(ann.Group), secret => secret.IsWiped);
    }

    [Fact]
    public void A_path_that_nobody_takes_wipes_its_private_keys()
    {
        using TreeStory story = TreeStory.Of(8);
        PathCreation path = story.Draw(new(0));
        List<Secret> secrets = SecretSearch.In(path);
        // Of the leaf and three nodes, the three path secrets and the commit secret.
        Assert.Equal(8, secrets.Count);
        path.Dispose();
        Assert.All(secrets, secret => Assert.True(secret.IsWiped));
    }

    [Fact]
    public void A_path_that_was_taken_wipes_its_secrets_and_leaves_the_private_keys()
    {
        using TreeStory story = TreeStory.Of(8);
        PathCreation path = story.Draw(new(0));
        List<Secret> secrets = SecretSearch.In(path.Secrets);
        PrivateTree taken = path.TakeKeys(new(0));
        path.Dispose();
        Assert.All(secrets, secret => Assert.True(secret.IsWiped));
        Assert.Equal(4, taken.Keys.Count());
        Assert.All(taken.Keys, entry => Assert.False(entry.Value.PrivateKey.IsWiped));
        taken.WipeExcept(null);
    }

    [Fact]
    public void Group_secrets_with_anything_behind_them_are_refused()
    {
        using Secret joiner = Secret.CopyOf(new byte[32]);
        using Secret path = Secret.CopyOf([1, 2, 3]);
        byte[] encoding = TlsWriter.Encode(new GroupSecrets(joiner, path, []));
        using (GroupSecrets read = GroupSecrets.Parse(encoding))
        {
            Assert.Equal(path.Bytes, read.PathSecret!.Bytes);
            Assert.Equal(joiner.Bytes, read.JoinerSecret.Bytes);
        }

        Assert.Equal("trailing_bytes", Assert.Throws<MlsException>(() => GroupSecrets.Parse([.. encoding, 0])).Rule);
        for (int length = 0; length < encoding.Length; length++)
        {
            byte[] cut = encoding[..length];
            Assert.Equal("truncated", Assert.Throws<MlsException>(() => GroupSecrets.Parse(cut)).Rule);
        }
    }

    private static GroupSettings WithRandom(FillRandom random) =>
        new()
        {
            Policy = new TestPolicy(),
            Random = random,
            Time = Party.Clock,
        };

    /// <summary>Randomness that fails after so many draws.</summary>
    private sealed class Scarce
    {
        internal int Left { get; set; } = int.MaxValue;

        internal void Fill(Span<byte> bytes)
        {
            if (Left-- <= 0)
            {
                throw new CryptographicException("No randomness.");
            }

            RandomNumberGenerator.Fill(bytes);
        }
    }
}
