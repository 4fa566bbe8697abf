using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using Sotto.Mls.Cryptography;
using Sotto.Mls.Groups.State;
using Sotto.Mls.KeySchedule;
using Sotto.Mls.Validation;

namespace Sotto.Mls.Groups;

/// <summary>
/// A member's view of a group (RFC 9420). Bytes are parsed (<see cref="MlsFraming.Parse" />), verified
/// (<see cref="Verify" />), and of commits staged (<see cref="Stage" />) and merged (<see cref="Merge" />); each step
/// takes only what the one before made, and a refusal leaves the group byte for byte as it was.
/// </summary>
/// <remarks>
/// Not for several threads at once. Store what <see cref="SaveChanges" /> gives before a plaintext is shown, a message
/// sent or an event acknowledged. Disposing wipes all secrets; using the group afterwards throws
/// <see cref="ObjectDisposedException" />.
/// </remarks>
[DebuggerDisplay("[group]")]
public sealed partial class MlsGroup : IDisposable
{
    private bool _isDisposed;

    internal MlsGroup(EpochState current, SignatureKeyPair signer, GroupSettings settings, ChangeLog changes)
    {
        Current = current;
        Signer = signer;
        Settings = settings;
        Changes = changes;
        Past = new(changes);
        Proposals = new(changes);
        ReuseGuards = new(settings.Random);
        OwnSender = new(current.Self);
    }

    /// <summary>The group's id.</summary>
    public ReadOnlyMemory<byte> GroupId => Current.Public.GroupId;

    /// <summary>The current epoch.</summary>
    public Epoch Epoch => Current.Public.Epoch;

    /// <summary>The cipher suite.</summary>
    public CipherSuite CipherSuite => Suite.Id;

    /// <summary>The extensions of the group's context.</summary>
    public IReadOnlyList<Extension> Extensions => Current.Public.Context.Extensions;

    /// <summary>One's own place.</summary>
    public LeafIndex Self => Current.Self;

    /// <summary>Whether the group can still be used.</summary>
    public GroupStatus Status { get; internal set; } = GroupStatus.Active;

    /// <summary>Once it has ended in favour of another: of which.</summary>
    public Proposal.ReInit? Successor { get; internal set; }

    /// <summary>Everybody in the current epoch, in the order of their places.</summary>
    public IReadOnlyList<Member> Members =>
        [.. Current.Public.Tree.Members.Select(member => new Member(member.Key, member.Value))];

    /// <summary>The current tree, for newcomers who get it apart from their Welcome.</summary>
    public RatchetTree Tree => Current.Public.Tree;

    /// <summary>The proposals of this epoch that have been kept.</summary>
    public IReadOnlyList<VerifiedProposal> PendingProposals => [.. Proposals.All];

    /// <summary>
    /// Whether a proposal waits that this member can commit, and must before sending application data (RFC 9420 section
    /// 12.4). One's own update or leaving only others can commit.
    /// </summary>
    public bool MustCommitFirst
    {
        get
        {
            if (Proposals.All.Count == 0)
            {
                return false;
            }

            return Proposals.All.Any(proposal =>
                proposal.Sender != OwnSender || proposal.Proposal is not (Proposal.Update or Proposal.SelfRemove)
            );
        }
    }

    /// <summary>A commit of one's own that the delivery service has not answered yet.</summary>
    public PendingEpoch? PendingCommit { get; internal set; }

    internal Suite Suite => Current.Public.Suite;

    internal EpochState Current { get; set; }

    internal SignatureKeyPair Signer { get; set; }

    internal GroupSettings Settings { get; }

    internal ChangeLog Changes { get; }

    internal PastEpochs Past { get; }

    internal ProposalStore Proposals { get; }

    internal ReuseGuards ReuseGuards { get; }

    /// <summary>How one's own messages name their sender; a member keeps their place for good.</summary>
    internal Sender.Member OwnSender { get; }

    /// <summary>Counts what has been stored; see <see cref="SaveChanges" />.</summary>
    internal ulong StoredVersion { get; set; }

    /// <summary>
    /// Verifies a public or private message of this group: its sender, signature and tags, and that it may say what it
    /// says. Of proposals and commits nothing changes. Of application data the key is used up.
    /// </summary>
    /// <returns>A <see cref="ReceivedMessage" />, <see cref="VerifiedProposal" /> or <see cref="VerifiedCommit" />.</returns>
    /// <exception cref="MlsException">The message is refused; the group is as before.</exception>
    public VerifiedMessage Verify(MlsMessage message)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(message);
        return new MessageVerification(this).Verify(message);
    }

    /// <summary>
    /// Keeps a proposal so that commits of this epoch may refer to it. Keeping one twice changes nothing.
    /// </summary>
    /// <exception cref="MlsException">A thousand are kept already.</exception>
    /// <exception cref="ArgumentException">Another group verified it, or an epoch that is over.</exception>
    public void Keep(VerifiedProposal proposal)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(proposal);
        RequireOwn(proposal.Owner, proposal.Epoch, nameof(proposal));
        Proposals.Add(proposal);
        // Also of one that is kept already: a member who says the same again uses a key for it.
        if (proposal is { Generation: { } generation, Sender: Sender.Member sender })
        {
            Consume(Current.Messages, new(sender.Leaf, RatchetKind.Handshake), generation);
        }
    }

    /// <summary>
    /// Computes the epoch that a commit leads to and verifies its confirmation tag. Nothing changes. A commit of one's
    /// own that comes back gives what is pending.
    /// </summary>
    /// <exception cref="MlsException">The commit is refused; the group is as before.</exception>
    /// <exception cref="ArgumentException">Another group verified it, or an epoch that is over.</exception>
    public PendingEpoch Stage(VerifiedCommit commit)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(commit);
        RequireOwn(commit.Owner, commit.Epoch, nameof(commit));
        if (!commit.IsOwn)
        {
            return new CommitStaging(this).Stage(commit);
        }

        return PendingCommit is { } pending && ReferenceEquals(pending.OwnCommit, commit)
            ? pending
            : throw new ArgumentException("A commit of one's own that is not pending any more.", nameof(commit));
    }

    /// <summary>
    /// Enters the epoch. Only this moves a group on. Kept proposals end, and so does a commit of one's own that lost.
    /// Merge one's own commit only when the delivery service has accepted it.
    /// </summary>
    /// <exception cref="ArgumentException">Another group staged it, or an epoch that is over.</exception>
    /// <exception cref="ObjectDisposedException">It has been disposed or dropped. The group is as before.</exception>
    public void Merge(PendingEpoch pending)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(pending);
        RequireOwn(pending.Owner, pending.From, nameof(pending));
        ObjectDisposedException.ThrowIf(pending.IsWiped, pending);
        if (pending.IsMerged || Status is not GroupStatus.Active)
        {
            throw new ArgumentException("It was merged before, or the group is over.", nameof(pending));
        }

        new EpochChange(this).Enter(pending);
    }

    /// <summary>
    /// Gives up a commit of one's own that the delivery service did not accept, and wipes the epoch it would have led to.
    /// Nothing happens when none is pending.
    /// </summary>
    public void DropPendingCommit()
    {
        ThrowIfDisposed();
        if (PendingCommit is { } pending)
        {
            PendingCommit = null;
            pending.Wipe();
            Changes.Add(PartName.Pending);
        }
    }

    /// <summary>
    /// Encrypts application data to the current members (RFC 9420 section 6.3). Its key is gone afterwards. Store the group's
    /// changes before sending it.
    /// </summary>
    /// <param name="content">What is said.</param>
    /// <param name="authenticatedData">What is sent in the clear with it and signed.</param>
    /// <exception cref="InvalidOperationException">
    /// The group has ended for this member, or proposals wait to be committed first
    /// (<see cref="MustCommitFirst" />).
    /// </exception>
    public PrivateMessage Encrypt(ReadOnlySpan<byte> content, ReadOnlySpan<byte> authenticatedData = default)
    {
        RequireActive();
        if (MustCommitFirst && !Settings.SendsBeforeCommitting)
        {
            throw new InvalidOperationException("Proposals wait: they are committed before anything is said.");
        }

        byte[] copy = ArrayPool<byte>.Shared.Rent(content.Length);
        content.CopyTo(copy);
        try
        {
            FramedContent framed = MessageMaking.Frame(this, new(copy.AsMemory(0, content.Length)), authenticatedData);
            return MessageMaking.Seal(this, MessageMaking.Sign(this, WireFormat.PrivateMessage, framed));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy.AsSpan(0, content.Length));
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    /// <summary>
    /// A secret for the application's own use that all members of the epoch derive alike (RFC 9420 section 8.5). The
    /// caller wipes it.
    /// </summary>
    /// <param name="label">What for; ASCII.</param>
    /// <param name="context">What in particular.</param>
    /// <param name="length">How many bytes: 1 to 255 times the hash's length.</param>
    /// <exception cref="ArgumentException">The label is empty or not ASCII, or the length out of range.</exception>
    /// <exception cref="ObjectDisposedException">The group was disposed, or its secrets are gone with the membership.</exception>
    public byte[] Export(string label, ReadOnlySpan<byte> context, int length)
    {
        ThrowIfDisposed();
        ArgumentException.ThrowIfNullOrEmpty(label);
        if (!System.Text.Ascii.IsValid(label))
        {
            throw new ArgumentException("Not ASCII.", nameof(label));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 255 * Suite.HashLength);
        byte[] exported = new byte[length];
        Current.Secrets.Export(System.Text.Encoding.ASCII.GetBytes(label), context, exported);
        return exported;
    }

    /// <summary>What members compare over another channel to know that they are in the same epoch (section 8.7).</summary>
    public byte[] EpochAuthenticator
    {
        get
        {
            ThrowIfDisposed();
            return Current.Secrets.Authenticator.Bytes.ToArray();
        }
    }

    /// <summary>Wipes all secrets.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            PendingCommit?.Wipe();
            Current.Wipe(null);
            Past.Dispose();
            Proposals.Dispose();
            _isDisposed = true;
        }
    }

    /// <inheritdoc />
    public override string ToString() => $"[group, epoch {Epoch.Value}]";

    internal void Consume(MessageKeys keys, RatchetName name, uint generation) =>
        keys.Tree.Consume(name, generation, Settings.ForwardGenerations);

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);

    internal void RequireActive()
    {
        ThrowIfDisposed();
        if (Status is not GroupStatus.Active)
        {
            throw new InvalidOperationException($"The group is over for this member: {Status}.");
        }
    }

    private void RequireOwn(object owner, Epoch epoch, string parameter)
    {
        if (!ReferenceEquals(owner, this) || epoch != Epoch)
        {
            throw new ArgumentException("Of another group, or of an epoch that is over.", parameter);
        }
    }
}
