using System.Security.Cryptography;
using Sotto.Mls.Groups;

namespace Sotto.Mls.Tests.Groups;

/// <summary>What groups do besides: keys from elsewhere, private handshakes, trees apart, several newcomers at once.</summary>
public sealed class StoryTests
{
    private static readonly byte[] KeyId = [1, 2, 3];

    [Fact]
    public void Pre_shared_keys_are_mixed_in_by_value_and_by_reference()
    {
        using Party ann = Knowing("ann").Create();
        using Party bob = Knowing("bob");
        ann.Add(bob);
        bob.Receive(ann.Commit(new() { PreSharedKeys = [KeyId] }).Message);
        bob.Receive(ann.Commit(new() { Resumptions = [new(1)], OmitPathWhereAllowed = true }).Message);
        ConversationTests.AssertTalking(ann, bob);

        bob.Receive(ann.Group.ProposePreSharedKey(KeyId));
        bob.Receive(ann.Group.ProposeResumption(ann.Group.Epoch));
        PreparedCommit commit = bob.Commit();
        ann.Receive(commit.Message);
        Assert.Equal(2, commit.Pending.OwnCommit!.Proposals.Count);
        ConversationTests.AssertTalking(ann, bob);
    }

    [Fact]
    public void A_newcomer_needs_the_pre_shared_keys_of_its_commit()
    {
        using Party ann = Knowing("ann").Create();
        using Party bob = Knowing("bob");
        using Party eve = new Party("eve").Create();
        using OwnKeyPackage forBob = bob.NewKeyPackage();
        using OwnKeyPackage forEve = eve.NewKeyPackage();
        PreparedCommit commit = ann.Commit(
            new() { Adds = [forBob.KeyPackage, forEve.KeyPackage], PreSharedKeys = [KeyId] }
        );
        bob.Join(commit.Welcome!, forBob);
        ConversationTests.AssertTalking(ann, bob);
        MlsException refusal = Assert.Throws<MlsException>(() =>
            MlsGroup.Join(commit.Welcome!, forEve, eve.SignatureKey, eve.Settings)
        );
        Assert.Equal("psk_unknown", refusal.Rule);
    }

    [Fact]
    public void A_whole_life_in_private_handshakes()
    {
        using Party ann = Quiet("ann").Create();
        using Party bob = Quiet("bob");
        using Party eve = Quiet("eve");
        ann.Add(bob);
        ann.Add(eve, bob);
        MlsMessage update = bob.Group.ProposeUpdate();
        Assert.IsType<PrivateMessage>(update);
        ann.Receive(update);
        eve.Receive(update);
        MlsMessage removal = ann.Group.ProposeRemove(eve.Group.Self);
        bob.Receive(removal);
        eve.Receive(removal);
        PreparedCommit commit = ann.Commit();
        Assert.IsType<PrivateMessage>(commit.Message);
        bob.Receive(commit.Message);
        eve.Receive(commit.Message);
        Assert.Equal(GroupStatus.Removed, eve.Group.Status);
        bob.Restart();
        ConversationTests.AssertTalking(ann, bob);
    }

    [Fact]
    public void Several_join_at_once_and_get_the_tree_apart()
    {
        using Party ann = new Party("ann").Create();
        Party[] newcomers = [.. Enumerable.Range(0, 5).Select(i => new Party($"newcomer {i}"))];
        OwnKeyPackage[] packages = [.. newcomers.Select(newcomer => newcomer.NewKeyPackage())];
        PreparedCommit commit = ann.Commit(
            new() { Adds = [.. packages.Select(package => package.KeyPackage)], TreeInWelcome = false }
        );
        RatchetTree tree = RatchetTree.Parse(ann.Group.Tree.Encode());
        for (int i = 0; i < newcomers.Length; i++)
        {
            newcomers[i].Join(commit.Welcome!, packages[i], new() { Tree = tree });
            packages[i].Dispose();
        }

        ConversationTests.AssertTalking([ann, .. newcomers]);
        foreach (Party newcomer in newcomers)
        {
            newcomer.Dispose();
        }
    }

    [Fact]
    public void A_groups_extensions_change_by_value_and_by_reference()
    {
        using Party ann = new Party("ann").Create();
        using Party bob = new("bob");
        ann.Add(bob);
        Extension required = new RequiredCapabilities(proposals: [Proposal.SelfRemoveType]).ToExtension();
        bob.Receive(ann.Commit(new() { Extensions = [required] }).Message);
        Assert.Equal(Extension.RequiredCapabilities, Assert.Single(bob.Group.Extensions).Type);
        bob.Receive(ann.Group.ProposeExtensions([]));
        ann.Receive(bob.Commit().Message);
        Assert.Empty(ann.Group.Extensions);
        ConversationTests.AssertTalking(ann, bob);
    }

    [Fact]
    public void Padding_hides_the_length_up_to_the_next_size()
    {
        Party model = new("model");
        using Party ann = new("ann", settings: model.Settings with { Padding = Padding.To(256, 1024) });
        model.SignatureKey.Dispose();
        ann.Create();
        const int tag = 16;
        Assert.Equal(256 + tag, ann.Say("a").Ciphertext.Length);
        Assert.Equal(256 + tag, ann.Say(new string('a', 100)).Ciphertext.Length);
        Assert.Equal(1024 + tag, ann.Say(new string('a', 300)).Ciphertext.Length);
        Assert.Equal(2048 + tag, ann.Say(new string('a', 1500)).Ciphertext.Length);
    }

    private static Party Knowing(string name)
    {
        Party model = new(name);
        model.SignatureKey.Dispose();
        return new(
            name,
            settings: model.Settings with
            {
                FindPreSharedKey = id => id.Span.SequenceEqual(KeyId) ? SHA256.HashData(KeyId) : null,
            }
        );
    }

    private static Party Quiet(string name)
    {
        Party model = new(name);
        model.SignatureKey.Dispose();
        return new(name, settings: model.Settings with { EncryptHandshakes = true });
    }
}
