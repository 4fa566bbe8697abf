using System.Diagnostics;
using Sotto.Mls.Validation;

namespace Sotto.Mls.Groups;

/// <summary>
/// The epoch that a commit leads to, computed and not entered: <see cref="MlsGroup.Merge" /> enters it. Dispose one that
/// is not merged; a commit of one's own is dropped by <see cref="MlsGroup.DropPendingCommit" /> instead.
/// </summary>
[DebuggerDisplay("[secret]")]
public sealed class PendingEpoch : IDisposable
{
    internal PendingEpoch(MlsGroup owner, Epoch from, EpochState? next)
    {
        Owner = owner;
        From = from;
        Next = next;
    }

    /// <summary>The epoch's number.</summary>
    public Epoch Epoch => From.Next;

    /// <summary>Whether the commit removes this member, so that there is nothing to enter.</summary>
    public bool IsSelfRemoved => Next is null;

    /// <summary>The members of the next epoch; none when this member is not among them.</summary>
    public IReadOnlyList<Member> Members =>
        Next is null ? [] : [.. Next.Public.Tree.Members.Select(member => new Member(member.Key, member.Value))];

    /// <summary>The re-initialisation that the commit decides, if it does.</summary>
    public Proposal.ReInit? ReInit { get; internal init; }

    internal MlsGroup Owner { get; }

    internal Epoch From { get; }

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal EpochState? Next { get; }

    /// <summary>Of a commit of one's own: the hash of the message sent, by which it is recognised when it comes back.</summary>
    internal byte[]? OwnMessageHash { get; init; }

    /// <summary>The commit of one's own that leads here.</summary>
    internal VerifiedCommit? OwnCommit { get; init; }

    /// <summary>The signature key that one's own commit changes to, if it does.</summary>
    internal SignatureKeyPair? NewSigner { get; init; }

    /// <summary>Of somebody's private commit: whose key to delete.</summary>
    internal (LeafIndex Sender, uint Generation)? Consumes { get; init; }

    internal bool IsMerged { get; set; }

    /// <summary>Zeros must never become an epoch's secrets.</summary>
    internal bool IsWiped { get; private set; }

    /// <summary>Wipes what has not been merged, unless it is the group's own pending commit.</summary>
    public void Dispose()
    {
        if (!IsMerged && !IsWiped && OwnMessageHash is null)
        {
            Wipe();
        }
    }

    /// <inheritdoc />
    public override string ToString() => $"[epoch {Epoch.Value}]";

    internal void Wipe()
    {
        IsWiped = true;
        Next?.Wipe(Owner.Current);
    }
}
