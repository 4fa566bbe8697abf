namespace Sotto.Mls;

/// <summary>What a sender says and signs, the same in public and private messages (RFC 9420 section 6).</summary>
internal sealed record FramedContent(
    ReadOnlyMemory<byte> GroupId,
    Epoch Epoch,
    Sender Sender,
    ReadOnlyMemory<byte> AuthenticatedData,
    FramedContent.Body Content
) : ITlsStructure
{
    internal ContentType ContentType => Content.Type;

    void ITlsStructure.Write(TlsWriter writer)
    {
        writer.Opaque(GroupId.Span).UInt64(Epoch.Value).Structure(Sender).Opaque(AuthenticatedData.Span);
        writer.UInt8((byte)ContentType);
        Content.Write(writer);
    }

    internal static FramedContent Read(ref TlsReader reader)
    {
        byte[] groupId = reader.Opaque();
        Epoch epoch = Epoch.Read(ref reader);
        Sender sender = Sender.Read(ref reader);
        byte[] authenticatedData = reader.Opaque();
        return new(groupId, epoch, sender, authenticatedData, Body.Read(ref reader, ReadType(ref reader)));
    }

    internal static ContentType ReadType(ref TlsReader reader) =>
        reader.UInt8() switch
        {
            1 => ContentType.Application,
            2 => ContentType.Proposal,
            3 => ContentType.Commit,
            _ => throw new MlsException("content_type"),
        };

    /// <summary>Exactly one of application data, a proposal and a commit.</summary>
    internal readonly struct Body
    {
        private readonly object? _handshake;

        internal Body(ReadOnlyMemory<byte> applicationData) => ApplicationData = applicationData;

        internal Body(Proposal proposal) => _handshake = proposal;

        internal Body(Commit commit) => _handshake = commit;

        internal ReadOnlyMemory<byte> ApplicationData { get; }

        internal Proposal? Proposal => _handshake as Proposal;

        internal Commit? Commit => _handshake as Commit;

        internal ContentType Type =>
            _handshake switch
            {
                null => ContentType.Application,
                Mls.Proposal => ContentType.Proposal,
                _ => ContentType.Commit,
            };

        /// <summary>The content without its type, as in <c>PrivateMessageContent</c> (section 6.3.1).</summary>
        internal void Write(TlsWriter writer)
        {
            if (_handshake is ITlsStructure structure)
            {
                structure.Write(writer);
            }
            else
            {
                writer.Opaque(ApplicationData.Span);
            }
        }

        internal static Body Read(ref TlsReader reader, ContentType type) =>
            type switch
            {
                ContentType.Application => new(reader.Opaque()),
                ContentType.Proposal => new(Proposal.Read(ref reader)),
                _ => new(Commit.Read(ref reader)),
            };
    }
}
