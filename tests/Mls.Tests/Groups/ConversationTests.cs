using Sotto.Mls.Groups;

namespace Sotto.Mls.Tests.Groups;

/// <summary>The story of a group, in every cipher suite: create, invite, talk, update, remove, store.</summary>
public sealed class ConversationTests
{
    public static TheoryData<int> Suites => [1, 2, 3, 4, 5, 6, 7];

    [Theory]
    [MemberData(nameof(Suites))]
    public void Everyone_can_message_everyone_and_the_removed_can_not(int number)
    {
        CipherSuite suite = new((ushort)number);
        using Party ann = new Party("ann", suite).Create();
        using Party bob = new("bob", suite);
        using Party eve = new("eve", suite);
        ann.Add(bob);
        bob.Add(eve, ann);
        AssertTalking(ann, bob, eve);

        PreparedCommit update = eve.Commit();
        ann.Receive(update.Message);
        bob.Receive(update.Message);
        AssertTalking(ann, bob, eve);

        PreparedCommit removal = ann.Commit(new() { Removes = [eve.Group.Self] });
        bob.Receive(removal.Message);
        eve.Receive(removal.Message);
        AssertTalking(ann, bob);
        Assert.Equal(GroupStatus.Removed, eve.Group.Status);
        Assert.Throws<MlsException>(() => eve.Receive(ann.Say("without eve")));
        Assert.Throws<InvalidOperationException>(() => eve.Say("still here"));
    }

    [Fact]
    public void Proposals_by_reference_of_every_kind_are_committed_by_somebody_else()
    {
        using Party ann = new Party("ann").Create();
        using Party bob = new("bob");
        using Party eve = new("eve");
        using Party dan = new("dan");
        using Party fay = new("fay");
        ann.Add(bob);
        ann.Add(eve, bob);
        ann.Add(dan, bob, eve);
        using OwnKeyPackage keyPackage = fay.NewKeyPackage();
        Party[] all = [ann, bob, eve, dan];
        Tell(all, bob, bob.Group.ProposeUpdate());
        Tell(all, eve, eve.Group.ProposeAdd(keyPackage.KeyPackage));
        Tell(all, dan, dan.Group.ProposeSelfRemove());
        PreparedCommit commit = ann.Commit();
        bob.Receive(commit.Message);
        eve.Receive(commit.Message);
        dan.Receive(commit.Message);
        fay.Join(commit.Welcome!, keyPackage);
        Assert.Equal(GroupStatus.Removed, dan.Group.Status);
        AssertTalking(ann, bob, eve, fay);
    }

    [Fact]
    public void A_group_goes_on_from_what_was_stored_after_every_step()
    {
        using Party ann = new Party("ann").Create();
        using Party bob = new("bob");
        using Party eve = new("eve");
        ann.Add(bob);
        ann.Add(eve, bob);
        Party[] all = [ann, bob, eve];
        foreach (Party party in all)
        {
            party.Restart();
        }

        for (int round = 0; round < 8; round++)
        {
            Party sender = all[round % all.Length];
            PrivateMessage late = sender.Say("late");
            AssertTalking(all);
            PreparedCommit commit = sender.Group.Commit();
            sender.RestartFromChanges();
            sender.Receive(commit.Message);
            foreach (Party other in all.Where(other => other != sender))
            {
                other.Receive(commit.Message);
                other.RestartFromChanges();
                Assert.Equal("late", other.Read(late));
                other.RestartFromChanges();
            }

            sender.RestartFromChanges();
            AssertTalking(all);
        }
    }

    [Fact]
    public void What_a_message_changes_is_stored_in_a_few_hundred_bytes()
    {
        using Party ann = new Party("ann").Create();
        using Party bob = new("bob");
        ann.Add(bob);
        ann.Restart();
        bob.Restart();
        bob.Read(ann.Say("first"));
        ann.RestartFromChanges();
        bob.RestartFromChanges();
        bob.Read(ann.Say("second"));
        Assert.InRange(ann.RestartFromChanges(), 1, 300);
        Assert.InRange(bob.RestartFromChanges(), 1, 300);
    }

    [Fact]
    public void Somebody_joins_from_outside_and_replaces_their_earlier_self()
    {
        using Party ann = new Party("ann").Create();
        using Party bob = new("bob");
        ann.Add(bob);
        using Party again = new("bob");
        GroupInfo info = ann.Group.CreateGroupInfo(withExternalPub: true);
        using ExternalJoin join = MlsGroup.JoinExternally(
            (GroupInfo)MlsFraming.Parse(info.Encode()),
            again.Identity,
            again.Settings,
            new() { Replaces = bob.Group.Self }
        );
        ann.Receive(join.Message);
        bob.Receive(join.Message);
        again.Group = join.Enter();
        Assert.Equal(GroupStatus.Removed, bob.Group.Status);
        AssertTalking(ann, again);
    }

    [Fact]
    public void A_group_is_continued_with_other_parameters()
    {
        using Party ann = new Party("ann").Create();
        using Party bob = new("bob");
        ann.Add(bob);
        CipherSuite suite = CipherSuite.X25519ChaCha20Sha256Ed25519;
        PreparedCommit end = ann.Commit(new() { ReInit = new("next"u8, suite, []) });
        bob.Receive(end.Message);
        Assert.Throws<InvalidOperationException>(() => bob.Say("too late"));

        ClientIdentity annNow = ann.Identity with { Capabilities = TestPolicy.Everything(suite) };
        ClientIdentity bobNow = bob.Identity with { Capabilities = TestPolicy.Everything(suite) };
        using OwnKeyPackage keyPackage = OwnKeyPackage.Generate(
            suite,
            bobNow,
            Party.Clock.Lifetime,
            System.Security.Cryptography.RandomNumberGenerator.Fill
        );
        (MlsGroup next, PreparedCommit first) = ann.Group.BeginSuccessor(annNow, [keyPackage.KeyPackage], ann.Settings);
        next.Merge(first.Pending);
        using MlsGroup old = bob.Group;
        bob.Join(first.Welcome!, keyPackage, new() { Predecessor = old });
        using MlsGroup ended = ann.Group;
        ann.Group = next;
        AssertTalking(ann, bob);
    }

    [Fact]
    public void Some_members_branch_off()
    {
        using Party ann = new Party("ann").Create();
        using Party bob = new("bob");
        using Party eve = new("eve");
        ann.Add(bob);
        ann.Add(eve, bob);
        using OwnKeyPackage keyPackage = bob.NewKeyPackage();
        (MlsGroup branch, PreparedCommit first) = ann.Group.Branch(
            "branch"u8.ToArray(),
            ann.Identity,
            [keyPackage.KeyPackage],
            ann.Settings
        );
        branch.Merge(first.Pending);
        using MlsGroup whole = bob.Group;
        bob.Join(first.Welcome!, keyPackage, new() { Predecessor = whole });
        using MlsGroup annWhole = ann.Group;
        ann.Group = branch;
        AssertTalking(ann, bob);
    }

    private static void Tell(Party[] all, Party sender, MlsMessage message)
    {
        foreach (Party other in all.Where(other => other != sender))
        {
            other.Receive(message);
        }
    }

    internal static void AssertTalking(params Party[] parties)
    {
        byte[] authenticator = parties[0].Group.EpochAuthenticator;
        foreach (Party sender in parties)
        {
            Assert.Equal(authenticator, sender.Group.EpochAuthenticator);
            PrivateMessage message = sender.Say($"from {sender.Group.Self.Value}");
            foreach (Party receiver in parties.Where(party => party != sender))
            {
                Assert.Equal($"from {sender.Group.Self.Value}", receiver.Read(message));
            }
        }
    }
}
