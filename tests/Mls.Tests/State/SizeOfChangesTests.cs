using System.Security.Cryptography;
using Sotto.Mls.Groups;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.State;

/// <summary>In a large group, too, what is stored after a step is what the step changed.</summary>
public sealed class SizeOfChangesTests
{
    [Fact]
    public void In_a_group_of_two_hundred_a_message_changes_little_and_a_commit_far_less_than_all()
    {
        using Party ann = new Party("ann").Create();
        using Party bob = new("bob");
        using OwnKeyPackage keyPackage = bob.NewKeyPackage();
        PreparedCommit commit = ann.Commit(new() { Adds = [keyPackage.KeyPackage, .. Others(198)] });
        bob.Join(commit.Welcome!, keyPackage);
        Assert.Equal(200, bob.Group.Members.Count);
        ann.Restart();
        bob.Restart();
        bob.Read(ann.Say("the first derives the sender's keys"));
        ann.RestartFromChanges();
        bob.RestartFromChanges();
        for (int i = 0; i < 3; i++)
        {
            bob.Read(ann.Say("steady"));
            Assert.InRange(ann.RestartFromChanges(), 1, 300);
            Assert.InRange(bob.RestartFromChanges(), 1, 300);
        }

        int whole = Stored.Whole(bob.Group).Length;
        ann.Restart();
        bob.Restart();
        bob.Receive(ann.Commit().Message);
        Assert.InRange(ann.RestartFromChanges(), 1, whole / 8);
        Assert.InRange(bob.RestartFromChanges(), 1, whole / 8);
        ConversationTests.AssertTalking(ann, bob);
    }

    private static IEnumerable<KeyPackage> Others(int count)
    {
        for (int i = 0; i < count; i++)
        {
            using SignatureKeyPair key = SignatureKeyPair.Generate(
                CipherSuite.X25519Aes128Sha256Ed25519,
                RandomNumberGenerator.Fill
            );
            ClientIdentity identity = new(
                key,
                new Credential.Basic(BitConverter.GetBytes(i)),
                TestPolicy.Everything(CipherSuite.X25519Aes128Sha256Ed25519)
            );
            using OwnKeyPackage made = OwnKeyPackage.Generate(
                CipherSuite.X25519Aes128Sha256Ed25519,
                identity,
                Party.Clock.Lifetime,
                RandomNumberGenerator.Fill
            );
            yield return made.KeyPackage;
        }
    }
}
