namespace Sotto.Mls;

/// <summary>
/// A message that a group has verified: from whom it says it is, of this group, and allowed. Only groups make one. A
/// <see cref="VerifiedProposal" />, a <see cref="VerifiedCommit" /> or, for members, application data.
/// </summary>
public abstract class VerifiedMessage
{
    private protected VerifiedMessage() { }

    /// <summary>Who sent it.</summary>
    public abstract Sender Sender { get; }

    /// <summary>The epoch it was made in.</summary>
    public abstract Epoch Epoch { get; }

    /// <summary>Data of the application that came with it in the clear; the sender signed it.</summary>
    public abstract ReadOnlyMemory<byte> AuthenticatedData { get; }
}
