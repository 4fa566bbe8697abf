using System.Security.Cryptography;
using System.Text;
using Sotto.Mls.Groups;
using Sotto.Mls.PublicGroups;

namespace Sotto.Mls.Fuzz;

/// <summary>
/// A group of four with its observer, in which one member is hostile: it signs and tags whatever the fuzzer makes, so that
/// input reaches the code behind the signature.
/// </summary>
internal sealed class Scene
{
    private const int Members = 4;
    private static readonly CipherSuite Suite = CipherSuite.X25519Aes128Sha256Ed25519;
    private static readonly Lazy<Scene> Built = new(() => new());

    private static ulong _drawn;

    private readonly MlsGroup _hostile;
    private readonly SignatureKeyPair _victimKey;

    private Scene()
    {
        ClientIdentity[] people = [.. Enumerable.Range(0, Members + 1).Select(Identity)];
        OwnKeyPackage[] packages = [.. people.Select(NewKeyPackage)];
        _hostile = MlsGroup.Create(new("fuzz"u8.ToArray(), Suite), people[0], Settings);
        PreparedCommit add = _hostile.Commit(new() { Adds = [.. packages[1..Members].Select(own => own.KeyPackage)] });
        _hostile.Merge(add.Pending);
        _victimKey = people[1].SignatureKey;
        Welcome = add.Welcome!.Encode();
        NewMember = packages[1];
        Victim = MlsGroup.Join(add.Welcome, packages[1], _victimKey, Settings).Enter();
        GroupInfo info = _hostile.CreateGroupInfo(withExternalPub: true);
        GroupInfo = info.Encode();
        Observer = PublicGroup.Follow(info, new AcceptEverything(), Now);
        Outsider = packages[Members];
        State = Victim.Save().Bytes.ToArray();
        PublicState = Observer.Save();
    }

    internal static Scene Instance => Built.Value;

    internal MlsGroup Victim { get; }

    internal PublicGroup Observer { get; }

    internal OwnKeyPackage NewMember { get; }

    internal SignatureKeyPair NewMemberKey => _victimKey;

    internal OwnKeyPackage Outsider { get; }

    internal byte[] Welcome { get; }

    internal byte[] GroupInfo { get; }

    internal byte[] State { get; }

    internal byte[] PublicState { get; }

    internal static TimeProvider Now { get; } = new Noon();

    internal static GroupSettings Settings { get; } =
        new()
        {
            Policy = new AcceptEverything(),
            Random = Seeded,
            Time = Now,
        };

    /// <summary>What the hostile member may put into a commit, as bytes of its content.</summary>
    internal IEnumerable<byte[]> Commits() =>
        new CommitOptions[]
        {
            new(),
            new() { Adds = [Outsider.KeyPackage], OmitPathWhereAllowed = true },
            new() { Removes = [new(2)] },
            new()
            {
                Adds = [Outsider.KeyPackage],
                Removes = [new(3)],
                Extensions = [new(Extension.ApplicationId, [1])],
            },
            new() { ReInit = new("next"u8, Suite, []) },
            new() { Resumptions = [_hostile.Epoch] },
        }.Select(ContentOf);

    internal IEnumerable<byte[]> Proposals() =>
        new Proposal[]
        {
            new Proposal.Add(Outsider.KeyPackage),
            new Proposal.Remove(new(2)),
            new Proposal.SelfRemove(),
            new Proposal.ReInit("next"u8, Suite, []),
            new Proposal.GroupContextExtensions([new RequiredCapabilities([5], [1], [1]).ToExtension()]),
        }.Select(proposal => TlsWriter.Encode(proposal));

    /// <summary>Signed and tagged by the hostile member, with a confirmation tag of the right length.</summary>
    internal PublicMessage Send(FramedContent.Body body)
    {
        AuthenticatedContent signed = MessageMaking.Sign(
            _hostile,
            WireFormat.PublicMessage,
            MessageMaking.Frame(_hostile, body, [])
        );
        if (body.Commit is not null)
        {
            signed = signed with { ConfirmationTag = new byte[_hostile.Suite.HashLength] };
        }

        return (PublicMessage)MessageMaking.Frame(_hostile, signed);
    }

    internal byte[][] Sent() =>
        [
            Send(new(new Proposal.Remove(new(2)))).Encode(),
            _hostile.Encrypt("hello"u8).Encode(),
            .. Commits().Select(commit => Send(Read(commit)).Encode()),
        ];

    /// <summary>The state as somebody damaged it. A leaf that is no longer the victim's is not their key's either.</summary>
    internal void Load(ReadOnlySpan<byte> state)
    {
        try
        {
            MlsGroup.Load(state, [], _victimKey, Settings).Dispose();
        }
        catch (InvalidOperationException error) when (error.Message.Contains("signature key", StringComparison.Ordinal))
        {
            // Told apart from damage, because it is usually the caller's mistake.
        }
    }

    internal static FramedContent.Body Read(ReadOnlySpan<byte> commit)
    {
        TlsReader reader = new(commit);
        Commit read = Commit.Read(ref reader);
        reader.End();
        return new(read);
    }

    /// <summary>The same bytes in every process, or what one writes down as a seed would mean nothing in the next.</summary>
    private static void Seeded(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            byte[] block = SHA256.HashData(BitConverter.GetBytes(_drawn++));
            int taken = Math.Min(block.Length, destination.Length);
            block.AsSpan(0, taken).CopyTo(destination);
            destination = destination[taken..];
        }
    }

    private byte[] ContentOf(CommitOptions options)
    {
        PublicMessage message = (PublicMessage)_hostile.Commit(options).Message;
        _hostile.DropPendingCommit();
        return TlsWriter.Encode(message.Commit!);
    }

    private static ClientIdentity Identity(int number) =>
        new(
            SignatureKeyPair.Generate(Suite, Seeded),
            new Credential.Basic(Encoding.ASCII.GetBytes($"member {number}")),
            new([Suite], [Extension.LastResort], [Proposal.SelfRemoveType])
        );

    private static OwnKeyPackage NewKeyPackage(ClientIdentity identity) =>
        OwnKeyPackage.Generate(Suite, identity, new(0, ulong.MaxValue), Seeded);

    private sealed class AcceptEverything : GroupPolicy
    {
        public override bool AllowsExternalCommits => true;

        public override bool AllowsExternalProposals => true;

        public override TimeSpan LongestLifetime => TimeSpan.MaxValue;

        public override bool AcceptsMember(LeafNode leaf, LeafNode? previous) => true;
    }

    private sealed class Noon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    }
}
