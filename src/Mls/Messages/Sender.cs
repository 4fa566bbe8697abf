namespace Sotto.Mls;

/// <summary>Who a message says it is from (RFC 9420 section 6).</summary>
public abstract record Sender : ITlsStructure
{
    private const byte MemberType = 1;
    private const byte ExternalType = 2;
    private const byte NewMemberProposalType = 3;
    private const byte NewMemberCommitType = 4;

    private Sender() { }

    void ITlsStructure.Write(TlsWriter writer)
    {
        switch (this)
        {
            case Member member:
                writer.UInt8(MemberType).UInt32(member.Leaf.Value);
                break;
            case External external:
                writer.UInt8(ExternalType).UInt32(external.Index);
                break;
            default:
                writer.UInt8(this is NewMemberProposal ? NewMemberProposalType : NewMemberCommitType);
                break;
        }
    }

    internal static Sender Read(ref TlsReader reader) =>
        reader.UInt8() switch
        {
            MemberType => new Member(LeafIndex.Read(ref reader)),
            ExternalType => new External(reader.UInt32()),
            NewMemberProposalType => new NewMemberProposal(),
            NewMemberCommitType => new NewMemberCommit(),
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
