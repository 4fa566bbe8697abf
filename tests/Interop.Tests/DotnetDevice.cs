using System.Security.Cryptography;
using System.Text;
using Sotto.Mls;
using Sotto.Mls.Groups;
using Sotto.Mls.Groups.State;

namespace Sotto.Interop.Tests;

/// <summary>A device of the library in <c>src/Mls</c>, set up as the product sets up its own.</summary>
internal sealed class DotnetDevice : IDevice, IDisposable
{
    private static readonly CipherSuite Suite = CipherSuite.X25519Aes128Sha256Ed25519;

    private readonly SignatureKeyPair _key = SignatureKeyPair.Generate(Suite, RandomNumberGenerator.Fill);
    private readonly List<OwnKeyPackage> _keyPackages = [];
    private readonly List<ReadOnlyMemory<byte>> _changes = [];
    private readonly ClientIdentity _identity;
    private readonly GroupSettings _settings;
    private byte[]? _stored;

    internal DotnetDevice(string name, bool privateHandshakes, TimeProvider time, bool pads)
    {
        Name = name;
        _identity = new(
            _key,
            new Credential.Basic(Encoding.UTF8.GetBytes(name)),
            new Capabilities([Suite], [Extension.LastResort])
        );
        _settings = new()
        {
            Policy = new EverybodyPolicy(),
            Random = RandomNumberGenerator.Fill,
            Time = time,
            EncryptHandshakes = privateHandshakes,
            Padding = pads ? Padding.To(256, 512, 1024, 2048, 4096) : Padding.None,
        };
    }

    public string Name { get; }

    internal MlsGroup Group
    {
        get => field ?? throw new InvalidOperationException("Not in a group.");
        private set;
    }

    public Task CreateAsync(byte[] groupId)
    {
        Group = MlsGroup.Create(new(groupId, Suite), _identity, _settings);
        return Task.CompletedTask;
    }

    public Task<byte[]> KeyPackageAsync()
    {
        DateTimeOffset now = _settings.Time.GetUtcNow();
        Lifetime month = new((ulong)now.AddHours(-1).ToUnixTimeSeconds(), (ulong)now.AddDays(30).ToUnixTimeSeconds());
        // Every other one is a last resort, which carries an extension.
        OwnKeyPackage package = OwnKeyPackage.Generate(
            Suite,
            _identity,
            month,
            _settings.Random,
            isLastResort: _keyPackages.Count % 2 == 1
        );
        _keyPackages.Add(package);
        return Task.FromResult(package.KeyPackage.Encode());
    }

    public Task JoinAsync(byte[] groupId, byte[] welcome, byte[]? tree = null)
    {
        Welcome parsed = (Welcome)MlsFraming.Parse(welcome);
        OwnKeyPackage package = _keyPackages.Single(own =>
            parsed.NewMembers.Any(named => named.Span.SequenceEqual(own.KeyPackage.ComputeReference()))
        );
        JoinOptions options = new() { ExpectedGroupId = groupId, Tree = tree is null ? null : RatchetTree.Parse(tree) };
        using StagedJoin join = Refusing(() => MlsGroup.Join(parsed, package, _key, _settings, options));
        Group = join.Enter();
        _stored = null;
        return Task.CompletedTask;
    }

    public Task<Committed> CommitAsync(Change change)
    {
        PreparedCommit commit = Group.Commit(
            new()
            {
                Adds = [.. change.KeyPackages.Select(package => (KeyPackage)MlsFraming.Parse(package))],
                Removes = change.Removed is { } removed ? [LeafOf(removed)] : [],
                TreeInWelcome = !change.TreeApart,
            }
        );
        byte[] info = commit.CreateGroupInfo().Encode();
        Group.Merge(commit.Pending);
        return Task.FromResult(
            new Committed(commit.Message.Encode(), commit.Welcome?.Encode(), info, Group.Tree.Encode())
        );
    }

    public Task<byte[]> ProposeAddAsync(byte[] keyPackage) =>
        Task.FromResult(Group.ProposeAdd((KeyPackage)MlsFraming.Parse(keyPackage)).Encode());

    public Task<byte[]> ProposeRemoveAsync(string name) => Task.FromResult(Group.ProposeRemove(LeafOf(name)).Encode());

    internal byte[] OwnEncryptionKey => LeafAt(Group.Self).EncryptionKey.ToArray();

    internal byte[] ProposeUpdate() => Group.ProposeUpdate().Encode();

    public Task<byte[]> EncryptAsync(byte[] content) => Task.FromResult(Group.Encrypt(content).Encode());

    public Task<Heard> ReceiveAsync(byte[] message)
    {
        VerifiedMessage verified = Refusing(() => Group.Verify(MlsFraming.Parse(message)));
        LeafIndex sender = ((Sender.Member)verified.Sender).Leaf;
        switch (verified)
        {
            case ReceivedMessage received:
                return Heard(received.SenderLeaf, received.Content.ToArray());
            case VerifiedProposal proposal:
                Group.Keep(proposal);
                return Heard(LeafAt(sender), []);
            case VerifiedCommit commit:
                LeafNode committer = LeafAt(sender);
                Group.Merge(Refusing(() => Group.Stage(commit)));
                return Heard(committer, []);
            default:
                throw new InvalidOperationException("There are three kinds of messages.");
        }
    }

    public Task<byte[]> GroupInfoAsync() => Task.FromResult(Group.CreateGroupInfo().Encode());

    public Task<Agreed> AgreedAsync() =>
        Task.FromResult(
            new Agreed(
                Group.Epoch.Value,
                Convert.ToHexString(Group.EpochAuthenticator),
                Convert.ToHexString(Group.Export("interop", "context"u8, 48)),
                string.Join(
                    ", ",
                    Group.Members.Select(member =>
                        $"{member.Index.Value} {NameOf(member.Leaf)} {Convert.ToHexString(member.Leaf.SignatureKey.Span)}"
                    )
                )
            )
        );

    /// <summary>Stores all, and later what changed since, and goes on from that.</summary>
    public Task RestartAsync()
    {
        if (_stored is null || _changes.Count > 4)
        {
            using GroupState state = Group.Save();
            _stored = state.Bytes.ToArray();
            _changes.Clear();
        }
        else
        {
            using GroupState state = Group.SaveChanges();
            if (!state.IsEmpty)
            {
                _changes.Add(state.Bytes.ToArray());
            }
        }

        Group.Dispose();
        Group = MlsGroup.Load(_stored, _changes, _key, _settings);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _keyPackages.ForEach(package => package.Dispose());
        _key.Dispose();
    }

    private LeafIndex LeafOf(string name) => Group.Members.Single(member => NameOf(member.Leaf) == name).Index;

    private LeafNode LeafAt(LeafIndex leaf) => Group.Members.Single(member => member.Index == leaf).Leaf;

    private static string NameOf(LeafNode leaf) =>
        Encoding.UTF8.GetString(((Credential.Basic)leaf.Credential).Identity.Span);

    private Task<Heard> Heard(LeafNode sender, byte[] content) =>
        Task.FromResult(new Heard(NameOf(sender), content, Group.Status is GroupStatus.Removed));

    private static T Refusing<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (MlsException refusal)
        {
            throw new RefusedException(refusal);
        }
    }

    private sealed class EverybodyPolicy : GroupPolicy
    {
        public override bool AcceptsMember(LeafNode leaf, LeafNode? previous) =>
            previous is null || previous.Credential.Equals(leaf.Credential);
    }
}
