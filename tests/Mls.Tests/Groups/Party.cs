using System.Security.Cryptography;
using System.Text;
using Sotto.Mls.Groups;
using Sotto.Mls.Groups.State;

namespace Sotto.Mls.Tests.Groups;

/// <summary>A client with a name, a key and, once it has one, a group. Disposing it wipes all of it.</summary>
internal sealed class Party : IDisposable
{
    private readonly List<byte[]> _changes = [];
    private byte[] _whole = [];

    internal Party(string name, CipherSuite suite = default, TestPolicy? policy = null, GroupSettings? settings = null)
    {
        Suite = suite == default ? CipherSuite.X25519Aes128Sha256Ed25519 : suite;
        SignatureKey = SignatureKeyPair.Generate(Suite, settings?.Random ?? RandomNumberGenerator.Fill);
        Identity = new(SignatureKey, new Credential.Basic(Encoding.UTF8.GetBytes(name)), TestPolicy.Everything(Suite));
        Policy = policy ?? new();
        Settings =
            settings
            ?? new()
            {
                Policy = Policy,
                Random = RandomNumberGenerator.Fill,
                Time = Clock,
            };
    }

    /// <summary>Somebody who says other things about their client.</summary>
    internal Party(string name, Capabilities capabilities)
        : this(name) => Identity = Identity with { Capabilities = capabilities };

    internal static FixedTime Clock { get; } = new(new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    internal CipherSuite Suite { get; }

    internal SignatureKeyPair SignatureKey { get; private set; }

    /// <summary>The key that a pending commit changes to.</summary>
    internal SignatureKeyPair? NextSignatureKey { get; set; }

    internal ClientIdentity Identity { get; init; }

    internal TestPolicy Policy { get; }

    internal GroupSettings Settings { get; init; }

    internal MlsGroup Group
    {
        get => field ?? throw new InvalidOperationException("Not in a group.");
        set;
    }

    public void Dispose()
    {
        SignatureKey.Dispose();
        Group.Dispose();
    }

    internal Party Create(string groupId = "a group", params IReadOnlyList<Extension> extensions)
    {
        Group = MlsGroup.Create(
            new(Encoding.UTF8.GetBytes(groupId), Suite) { Extensions = extensions },
            Identity,
            Settings
        );
        return this;
    }

    internal OwnKeyPackage NewKeyPackage(bool isLastResort = false) =>
        OwnKeyPackage.Generate(Suite, Identity, Clock.Lifetime, Settings.Random, isLastResort);

    internal void Join(Welcome welcome, OwnKeyPackage keyPackage, JoinOptions? options = null)
    {
        using StagedJoin join = MlsGroup.Join(welcome, keyPackage, SignatureKey, Settings, options);
        Group = join.Enter();
    }

    /// <summary>Receives any message and does with it what a client does.</summary>
    internal VerifiedMessage Receive(MlsMessage message)
    {
        VerifiedMessage verified = Group.Verify(MlsFraming.Parse(message.Encode()));
        switch (verified)
        {
            case VerifiedProposal proposal:
                Group.Keep(proposal);
                break;
            case VerifiedCommit commit:
                Group.Merge(Group.Stage(commit));
                break;
        }

        return verified;
    }

    internal string Read(MlsMessage message) =>
        Encoding.UTF8.GetString(((ReceivedMessage)Receive(message)).Content.Span);

    internal PrivateMessage Say(string text) => Group.Encrypt(Encoding.UTF8.GetBytes(text));

    /// <summary>Commits, and enters the epoch as if the delivery service had accepted it.</summary>
    internal PreparedCommit Commit(CommitOptions? options = null)
    {
        PreparedCommit commit = Group.Commit(options);
        Group.Merge(commit.Pending);
        return commit;
    }

    /// <summary>Adds somebody, who joins; the others are told.</summary>
    internal void Add(Party newcomer, params IEnumerable<Party> others)
    {
        using OwnKeyPackage keyPackage = newcomer.NewKeyPackage();
        PreparedCommit commit = Commit(new() { Adds = [keyPackage.KeyPackage] });
        foreach (Party other in others)
        {
            other.Receive(commit.Message);
        }

        newcomer.Join(commit.Welcome!, keyPackage);
    }

    /// <summary>The pending commit has been merged or dropped: its signature key is in use, or of no use.</summary>
    internal void SettleSignatureKey()
    {
        if (NextSignatureKey is { } next)
        {
            NextSignatureKey = null;
            SignatureKey = ReferenceEquals(Group.Signer, next) ? next : SignatureKey;
        }
    }

    /// <summary>The whole state as bytes; two calls without a change between them give the same.</summary>
    internal byte[] Snapshot()
    {
        Store();
        byte[] bytes = [.. _whole];
        // The version counts what was saved, so it differs each time.
        bytes.AsSpan(7, sizeof(ulong)).Clear();
        return bytes;
    }

    /// <summary>Stores the group and goes on with what was stored.</summary>
    internal void Restart()
    {
        Store();
        Reload();
    }

    /// <summary>Another group with the state that this one has now.</summary>
    internal MlsGroup Copy()
    {
        Store();
        return MlsGroup.Load(_whole, [], SignatureKey, Settings, NextSignatureKey);
    }

    /// <summary>Stores what changed since <see cref="Restart" /> and goes on with what was stored.</summary>
    internal int RestartFromChanges()
    {
        using GroupState changes = Group.SaveChanges();
        if (!changes.IsEmpty)
        {
            _changes.Add(changes.Bytes.ToArray());
        }

        int length = changes.Bytes.Length;
        Reload();
        return length;
    }

    private void Store()
    {
        using GroupState state = Group.Save();
        _whole = state.Bytes.ToArray();
        _changes.Clear();
    }

    private void Reload()
    {
        Group.Dispose();
        Group = MlsGroup.Load(
            _whole,
            _changes.Select(change => (ReadOnlyMemory<byte>)change),
            SignatureKey,
            Settings,
            NextSignatureKey
        );
    }
}
