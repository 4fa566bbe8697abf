using System.Security.Cryptography;
using System.Text;
using Sotto.Mls.Groups;
using Sotto.Mls.Groups.State;
using Sotto.Mls.PublicGroups;

namespace Sotto.Mls.Tests.Samples;

/// <summary>The samples of docs/mls.md, run as they stand there.</summary>
public sealed class ManualSamples : IDisposable
{
    private static readonly CipherSuite Suite = CipherSuite.X25519Aes128Sha256Ed25519;
    private readonly Dictionary<string, byte[]> _directory = new(StringComparer.Ordinal);
    private readonly List<IDisposable> _open = [];

    public void Dispose() => _open.ForEach(opened => opened.Dispose());

    [Fact]
    public void An_identity_and_its_key_packages()
    {
        // sample: identity
        SignatureKeyPair signatureKey = SignatureKeyPair.Generate(Suite, RandomNumberGenerator.Fill);
        ClientIdentity ann = new(
            signatureKey,
            new Credential.Basic("ann"u8),
            new Capabilities([Suite], extensions: [Extension.LastResort]).WithGrease(RandomNumberGenerator.Fill)
        );

        Lifetime lifetime = new(
            NotBefore: (ulong)DateTimeOffset.Parse("2026-11-24T00:00:00Z", null).ToUnixTimeSeconds(),
            NotAfter: (ulong)DateTimeOffset.Parse("2027-02-22T00:00:00Z", null).ToUnixTimeSeconds()
        );
        OwnKeyPackage own = OwnKeyPackage.Generate(Suite, ann, lifetime, RandomNumberGenerator.Fill);
        byte[] toStoreEncrypted = own.Save();
        byte[] toPublish = own.KeyPackage.Encode();
        // end

        _open.AddRange([signatureKey, own]);
        Assert.IsType<KeyPackage>(MlsFraming.Parse(toPublish));
        using OwnKeyPackage loaded = OwnKeyPackage.Load(toStoreEncrypted);
        Assert.Equal(toPublish, loaded.KeyPackage.Encode());
    }

    [Fact]
    public void A_group_is_created_and_somebody_invited()
    {
        ClientIdentity ann = Identity("ann");
        ClientIdentity bob = Identity("bob");
        OwnKeyPackage bobsKeyPackage = KeyPackageOf(bob);
        byte[] publishedByBob = bobsKeyPackage.KeyPackage.Encode();
        TeamPolicy policy = new(_directory);
        TimeProvider clock = Groups.Party.Clock;

        // sample: create
        GroupSettings settings = new()
        {
            Policy = policy,
            Random = RandomNumberGenerator.Fill,
            Time = clock,
            Padding = Padding.To(256, 512, 1024, 2048, 4096),
        };
        MlsGroup group = MlsGroup.Create(new("conversation 1"u8.ToArray(), Suite), ann, settings);
        // end

        // sample: invite
        KeyPackage bobs = (KeyPackage)MlsFraming.Parse(publishedByBob);
        PreparedCommit commit = group.Commit(new() { Adds = [bobs] });
        Store(group.SaveChanges());
        if (Send(commit.Message.Encode(), commit.Welcome!.Encode(), commit.CreateGroupInfo().Encode()))
        {
            group.Merge(commit.Pending);
        }
        else
        {
            group.DropPendingCommit();
        }

        Store(group.SaveChanges());
        // end

        byte[] received = commit.Welcome.Encode();

        // sample: join
        Welcome welcome = (Welcome)MlsFraming.Parse(received);
        JoinOptions options = new()
        {
            ExpectedGroupId = "conversation 1"u8.ToArray(),
            IsKnownGroup = id => false, // look it up: a Welcome must not replace a group
        };
        using StagedJoin join = MlsGroup.Join(welcome, bobsKeyPackage, bob.SignatureKey, settings, options);
        foreach (Member member in join.Members)
        {
            Show(member.Leaf.Credential);
        }

        MlsGroup bobsGroup = join.Enter();
        Store(bobsGroup.Save()); // and only then delete the key package
        // end

        _open.AddRange([group, bobsGroup]);
        Assert.Equal(group.EpochAuthenticator, bobsGroup.EpochAuthenticator);
    }

    [Fact]
    public void People_talk_and_receive()
    {
        (MlsGroup group, MlsGroup other) = TwoMembers();

        // sample: talk
        PrivateMessage message = group.Encrypt(Encoding.UTF8.GetBytes("Good morning"));
        Store(group.SaveChanges());
        Post(message.Encode());
        // end

        byte[] received = message.Encode();
        string? shown = null;

        // sample: receive
        switch (other.Verify(MlsFraming.Parse(received)))
        {
            case ReceivedMessage said:
                Store(other.SaveChanges()); // before the text is shown or the receipt sent
                shown = Encoding.UTF8.GetString(said.Content.Span);
                break;
            case VerifiedProposal proposal:
                other.Keep(proposal);
                Store(other.SaveChanges());
                break;
            case VerifiedCommit commit:
                PendingEpoch next = other.Stage(commit); // computed, not ours yet
                other.Merge(next); // the only line that moves the epoch
                Store(other.SaveChanges());
                break;
        }
        // end

        Assert.Equal("Good morning", shown);
    }

    [Fact]
    public void A_group_is_stored_and_loaded()
    {
        (MlsGroup group, MlsGroup other) = TwoMembers();
        SignatureKeyPair signatureKey = ((TeamMember)_open[0]).Key;
        GroupSettings settings = group.Settings;

        // sample: store
        byte[] whole;
        List<ReadOnlyMemory<byte>> changes = [];
        using (GroupState state = group.Save())
        {
            whole = state.Bytes.ToArray(); // encrypt it before it touches a disk
        }

        PrivateMessage message = group.Encrypt("one"u8);
        using (GroupState state = group.SaveChanges())
        {
            changes.Add(state.Bytes.ToArray()); // append, flush, then send
        }

        MlsGroup loaded = MlsGroup.Load(whole, changes, signatureKey, settings);
        // end

        _open.Add(loaded);
        other.Verify(MlsFraming.Parse(message.Encode()));
        ReceivedMessage second = (ReceivedMessage)other.Verify(MlsFraming.Parse(loaded.Encrypt("two"u8).Encode()));
        Assert.Equal(1u, second.Generation);
    }

    [Fact]
    public void A_lost_race_is_rebased()
    {
        (MlsGroup group, MlsGroup other) = TwoMembers();
        PreparedCommit ours = group.Commit();
        PreparedCommit theirs = other.Commit();
        other.Merge(theirs.Pending);
        byte[] winner = theirs.Message.Encode();

        // sample: conflict
        // The delivery service answered: somebody else's commit came first.
        VerifiedCommit first = (VerifiedCommit)group.Verify(MlsFraming.Parse(winner));
        group.Merge(group.Stage(first)); // drops ours
        PreparedCommit again = group.Commit(); // what still has to happen, from the new epoch
        // end

        Assert.NotNull(ours);
        other.Merge(other.Stage((VerifiedCommit)other.Verify(MlsFraming.Parse(again.Message.Encode()))));
        Assert.Equal(new Epoch(3), other.Epoch);
    }

    [Fact]
    public void The_server_follows_what_it_cannot_read()
    {
        (MlsGroup group, _) = TwoMembers();
        byte[] groupInfo = group.CreateGroupInfo().Encode();
        TeamPolicy policy = new(_directory);
        TimeProvider clock = Groups.Party.Clock;
        PreparedCommit commit = group.Commit();
        byte[] committed = commit.Message.Encode();
        byte[] described = commit.CreateGroupInfo().Encode();

        // sample: observe
        PublicGroup followed = PublicGroup.Follow((GroupInfo)MlsFraming.Parse(groupInfo), policy, clock);

        PublicMessage message = (PublicMessage)MlsFraming.Parse(committed);
        VerifiedCommit verified = (VerifiedCommit)followed.Verify(message); // refuses with an MlsException
        PublicEpoch next = followed.Stage(verified);
        if (next.IsDescribedBy((GroupInfo)MlsFraming.Parse(described)))
        {
            followed.Merge(next); // in the transaction that stores commit, Welcome and group info
        }

        byte[] toStore = followed.Save(); // nothing in it is secret
        // end

        Assert.Equal(new Epoch(2), PublicGroup.Load(toStore, policy, clock).Epoch);
    }

    [Fact]
    public void Keys_for_other_uses()
    {
        (MlsGroup group, MlsGroup other) = TwoMembers();

        // sample: export
        byte[] typingKey = group.Export("sotto typing", "conversation 1"u8, length: 32);
        // end

        Assert.Equal(typingKey, other.Export("sotto typing", "conversation 1"u8, length: 32));
    }

    [Fact]
    public void A_member_renews_its_signature_key_and_another_leaves()
    {
        (MlsGroup group, MlsGroup other) = TwoMembers();
        SignatureKeyPair renewed = SignatureKeyPair.Generate(Suite, RandomNumberGenerator.Fill);
        _open.Add(renewed);
        _directory["ann"] = renewed.PublicKey.ToArray();

        // sample: members
        PreparedCommit renewal = group.Commit(new() { Leaf = new() { SignatureKey = renewed } });
        group.Merge(renewal.Pending);

        PreparedCommit removal = group.Commit(new() { Removes = [new LeafIndex(1)] });
        group.Merge(removal.Pending);
        // end

        other.Merge(other.Stage((VerifiedCommit)other.Verify(MlsFraming.Parse(renewal.Message.Encode()))));
        other.Merge(other.Stage((VerifiedCommit)other.Verify(MlsFraming.Parse(removal.Message.Encode()))));
        Assert.Equal(GroupStatus.Removed, other.Status);
        Assert.Equal(renewed.PublicKey, Assert.Single(group.Members).Leaf.SignatureKey);
    }

    private (MlsGroup, MlsGroup) TwoMembers()
    {
        ClientIdentity ann = Identity("ann");
        ClientIdentity bob = Identity("bob");
        GroupSettings settings = new()
        {
            Policy = new TeamPolicy(_directory),
            Random = RandomNumberGenerator.Fill,
            Time = Groups.Party.Clock,
        };
        using OwnKeyPackage keyPackage = KeyPackageOf(bob);
        MlsGroup group = MlsGroup.Create(new("conversation 1"u8.ToArray(), Suite), ann, settings);
        PreparedCommit commit = group.Commit(new() { Adds = [keyPackage.KeyPackage] });
        group.Merge(commit.Pending);
        using StagedJoin join = MlsGroup.Join(commit.Welcome!, keyPackage, bob.SignatureKey, settings);
        MlsGroup other = join.Enter();
        _open.AddRange([group, other]);
        return (group, other);
    }

    private ClientIdentity Identity(string name)
    {
        SignatureKeyPair key = SignatureKeyPair.Generate(Suite, RandomNumberGenerator.Fill);
        _open.Add(new TeamMember(key));
        _directory[name] = key.PublicKey.ToArray();
        return new(key, new Credential.Basic(Encoding.UTF8.GetBytes(name)), new([Suite]));
    }

    private OwnKeyPackage KeyPackageOf(ClientIdentity identity)
    {
        OwnKeyPackage own = OwnKeyPackage.Generate(
            Suite,
            identity,
            Groups.Party.Clock.Lifetime,
            RandomNumberGenerator.Fill
        );
        _open.Add(own);
        return own;
    }

    // What an application does with bytes is its own business.
    private static void Store(GroupState state) => state.Dispose();

    private static bool Send(byte[] commit, byte[] welcome, byte[] groupInfo) =>
        commit.Length > 0 && welcome.Length > 0 && groupInfo.Length > 0;

    private static void Post(byte[] message) => Assert.NotEmpty(message);

    private static void Show(Credential credential) => Assert.NotNull(credential);

    private sealed record TeamMember(SignatureKeyPair Key) : IDisposable
    {
        public void Dispose() => Key.Dispose();
    }
}
