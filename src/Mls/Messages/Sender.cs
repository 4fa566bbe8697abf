namespace Sotto.Mls;

/// <summary>Who a public message says it is from (RFC 9420 section 6).</summary>
public abstract record Sender
{
    private Sender() { }

    internal static Sender Read(ref TlsReader reader) =>
        reader.UInt8() switch
        {
            1 => new Member(LeafIndex.Read(ref reader)),
            2 => new External(reader.UInt32()),
            3 => new NewMemberProposal(),
            4 => new NewMemberCommit(),
            _ => throw new MlsException("sender_type"),
        };

    /// <summary>A member at this leaf.</summary>
    public sealed record Member(LeafIndex Leaf) : Sender;

    /// <summary>Somebody in the group's list of external senders.</summary>
    public sealed record External(uint Index) : Sender;

    /// <summary>Somebody who proposes their own addition.</summary>
    public sealed record NewMemberProposal : Sender;

    /// <summary>Somebody who adds themselves by an external commit.</summary>
    public sealed record NewMemberCommit : Sender;
}
