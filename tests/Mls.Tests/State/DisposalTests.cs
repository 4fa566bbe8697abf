using System.Security.Cryptography;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups;
using Sotto.Mls.Groups.State;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.State;

/// <summary>What is over is wiped, and refuses to be used.</summary>
public sealed class DisposalTests : IDisposable
{
    private readonly Party _ann = new Party("ann").Create();
    private readonly Party _bob = new("bob");

    public DisposalTests() => _ann.Add(_bob);

    public void Dispose()
    {
        _ann.Dispose();
        _bob.Dispose();
    }

    [Fact]
    public void After_a_group_is_disposed_no_secret_bytes_of_it_remain()
    {
        PrivateMessage[] messages = [_ann.Say("0"), _ann.Say("1"), _ann.Say("2")];
        _bob.Read(messages[2]);
        _ann.Receive(_bob.Commit().Message);
        _bob.Read(_ann.Say("hello"));
        _bob.Group.ProposeUpdate();
        _bob.Group.Commit(new() { LeavePendingProposals = true });
        List<Secret> secrets = SecretSearch.In(_bob.Group);
        // Epoch, sender data and tree of three epochs, private keys, skipped keys, resumption, update, pending.
        Assert.InRange(secrets.Count, 30, int.MaxValue);
        Assert.Contains(secrets, secret => !secret.IsWiped && SecretSearch.ArrayOf(secret).Any(value => value != 0));
        _bob.Group.Dispose();
        Assert.All(secrets, secret => Assert.True(secret.IsWiped));
        Assert.All(secrets, secret => Assert.DoesNotContain(SecretSearch.ArrayOf(secret), value => value != 0));
    }

    [Fact]
    public void Of_a_stored_group_that_is_damaged_no_secret_stays_in_memory()
    {
        _bob.Read(_ann.Say("hello"));
        _ann.Group.ProposeUpdate();
        _ann.Group.Commit();
        byte[] whole = Stored.Whole(_ann.Group);
        int most = 0;
        foreach (PartName name in Stored.Parts(whole).Keys)
        {
            using StoredParts parts = StateEncoding.Read(Stored.With(whole, name, []), []);
            PartReading reading = new(parts, _ann.Settings);
            Assert.Throws<MlsException>(() => reading.Read(_ann.SignatureKey, null));
            List<Secret> read = SecretSearch.In(reading);
            Assert.All(read, secret => Assert.True(secret.IsWiped));
            most = Math.Max(most, read.Count);
        }

        Assert.InRange(most, 15, int.MaxValue);
    }

    [Fact]
    public void A_new_epoch_wipes_what_would_lead_there_again()
    {
        EpochState ended = _bob.Group.Current;
        Secret[] gone = [.. ended.Secrets.All, ended.Private.LeafKey.PrivateKey];
        Secret resumption = ended.Secrets.Resumption.Copy();
        _ann.Receive(_bob.Commit().Message);
        Assert.All(gone, secret => Assert.True(secret.IsWiped));
        Assert.Equal(resumption.Bytes, _bob.Group.Past.FindResumption(new(1))!.Bytes);
        Assert.DoesNotContain(SecretSearch.In(_bob.Group), secret => secret.IsWiped);
        Assert.DoesNotContain(SecretSearch.In(_ann.Group), secret => secret.IsWiped);
    }

    [Fact]
    public void Past_epochs_that_are_given_up_are_wiped()
    {
        _bob.Read(_ann.Say("hello"));
        MlsGroup group = _bob.Group;
        List<Secret> first = SecretSearch.In(group.Current.Messages);
        _ann.Receive(_bob.Commit().Message);
        Secret resumption = group.Past.FindResumption(new(1))!;
        for (int i = 0; i < 5; i++)
        {
            Assert.NotNull(group.Past.Find(new(1)));
            _bob.Receive(_ann.Commit().Message);
        }

        Assert.Null(group.Past.Find(new(1)));
        Assert.All(first, secret => Assert.True(secret.IsWiped));
        Assert.True(resumption.IsWiped);
        Assert.Equal(5, group.Past.Epochs.Count);
    }

    [Fact]
    public void Who_is_removed_keeps_only_what_opens_late_messages()
    {
        List<Secret> before = SecretSearch.In(_bob.Group.Current);
        _bob.Receive(_ann.Commit(new() { Removes = [_bob.Group.Self] }).Message);
        List<Secret> kept = SecretSearch.In(_bob.Group.Current.Messages);
        Assert.All(before.Except(kept), secret => Assert.True(secret.IsWiped));
        Assert.DoesNotContain(kept, secret => secret.IsWiped);
    }

    [Fact]
    public void A_staged_epoch_that_is_not_entered_is_wiped_and_the_group_is_not()
    {
        PreparedCommit commit = _ann.Group.Commit();
        byte[] before = _bob.Snapshot();
        PendingEpoch staged = Stage(_bob, commit.Message);
        List<Secret> secrets = [.. SecretSearch.In(staged.Next!).Except(SecretSearch.In(_bob.Group.Current))];
        Assert.NotEmpty(secrets);
        staged.Dispose();
        Assert.All(secrets, secret => Assert.True(secret.IsWiped));
        Assert.Equal(before, _bob.Snapshot());
        Assert.DoesNotContain(SecretSearch.In(_bob.Group.Current), secret => secret.IsWiped);
        Assert.Throws<ObjectDisposedException>(() => _bob.Group.Merge(staged));
        Assert.Equal(before, _bob.Snapshot());
        _bob.Receive(commit.Message);
        _ann.Receive(commit.Message);
        ConversationTests.AssertTalking(_ann, _bob);
    }

    [Fact]
    public void A_commit_of_ones_own_that_was_given_up_is_wiped_and_cannot_be_entered()
    {
        PreparedCommit commit = _ann.Group.Commit();
        List<Secret> secrets = [.. SecretSearch.In(commit.Pending.Next!).Except(SecretSearch.In(_ann.Group.Current))];
        commit.Pending.Dispose();
        Assert.DoesNotContain(secrets, secret => secret.IsWiped);
        _ann.Group.DropPendingCommit();
        Assert.All(secrets, secret => Assert.True(secret.IsWiped));
        byte[] before = _ann.Snapshot();
        Assert.Throws<ObjectDisposedException>(() => _ann.Group.Merge(commit.Pending));
        Assert.Equal(before, _ann.Snapshot());
        ConversationTests.AssertTalking(_ann, _bob);
    }

    [Fact]
    public void A_commit_of_ones_own_that_lost_is_wiped()
    {
        PreparedCommit lost = _bob.Group.Commit();
        List<Secret> secrets = [.. SecretSearch.In(lost.Pending.Next!).Except(SecretSearch.In(_bob.Group.Current))];
        _bob.Receive(_ann.Commit().Message);
        Assert.All(secrets, secret => Assert.True(secret.IsWiped));
        Assert.Throws<ArgumentException>(() => _bob.Group.Merge(lost.Pending));
        ConversationTests.AssertTalking(_ann, _bob);
    }

    [Fact]
    public void A_disposed_group_can_not_be_used()
    {
        MlsGroup group = _bob.Group;
        PreparedCommit commit = _ann.Group.Commit();
        MlsMessage message = MlsFraming.Parse(_ann.Say("late").Encode());
        VerifiedMessage verified = group.Verify(MlsFraming.Parse(commit.Message.Encode()));
        PendingEpoch staged = group.Stage((VerifiedCommit)verified);
        group.Dispose();
        Action[] uses =
        [
            () => group.Verify(message),
            () => group.Stage((VerifiedCommit)verified),
            () => group.Merge(staged),
            () => group.DropPendingCommit(),
            () => group.Encrypt("x"u8),
            () => group.Export("label", [], 32),
            () => _ = group.EpochAuthenticator,
            () => group.Commit(),
            () => group.ProposeUpdate(),
            () => group.ProposeRemove(new(0)),
            () => group.CreateGroupInfo(),
            () => group.Branch("b"u8.ToArray(), _bob.Identity, [], _bob.Settings),
            () => group.BeginSuccessor(_bob.Identity, [], _bob.Settings),
            () => group.Save(),
            () => group.SaveChanges(),
        ];
        Assert.All(uses, use => Assert.Throws<ObjectDisposedException>(use));
        group.Dispose();
    }

    [Fact]
    public void A_disposed_join_key_package_state_or_signature_key_can_not_be_used()
    {
        using Party dan = new("dan");
        OwnKeyPackage keyPackage = dan.NewKeyPackage();
        Welcome welcome = _ann.Commit(new() { Adds = [keyPackage.KeyPackage] }).Welcome!;
        StagedJoin join = MlsGroup.Join(welcome, keyPackage, dan.SignatureKey, dan.Settings);
        List<Secret> secrets = SecretSearch.In(join);
        join.Dispose();
        Assert.All(secrets, secret => Assert.True(secret.IsWiped));
        Assert.Throws<ObjectDisposedException>(join.Enter);
        dan.Join(welcome, keyPackage);
        keyPackage.Dispose();
        Assert.Throws<ObjectDisposedException>(keyPackage.Save);
        Assert.Throws<ObjectDisposedException>(() =>
            MlsGroup.Join(welcome, keyPackage, dan.SignatureKey, dan.Settings)
        );
        GroupState state = dan.Group.Save();
        ReadOnlyMemory<byte> bytes = state.Bytes;
        state.Dispose();
        Assert.Throws<ObjectDisposedException>(() => state.Bytes);
        Assert.DoesNotContain(bytes.ToArray(), value => value != 0);
        SignatureKeyPair key = SignatureKeyPair.Generate(dan.Suite, RandomNumberGenerator.Fill);
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(key.ExportPrivateKey);
        Assert.Throws<ObjectDisposedException>(() =>
            new Party("fay") { Identity = dan.Identity with { SignatureKey = key } }.Create()
        );
    }

    [Fact]
    public void A_join_is_entered_once_and_outlives_its_stage()
    {
        using Party dan = new("dan");
        using OwnKeyPackage keyPackage = dan.NewKeyPackage();
        PreparedCommit commit = _ann.Commit(new() { Adds = [keyPackage.KeyPackage] });
        _bob.Receive(commit.Message);
        StagedJoin join = MlsGroup.Join(commit.Welcome!, keyPackage, dan.SignatureKey, dan.Settings);
        dan.Group = join.Enter();
        Assert.Throws<ObjectDisposedException>(join.Enter);
        join.Dispose();
        ConversationTests.AssertTalking(_ann, _bob, dan);
    }

    private static PendingEpoch Stage(Party party, MlsMessage message) =>
        party.Group.Stage((VerifiedCommit)party.Group.Verify(MlsFraming.Parse(message.Encode())));
}
