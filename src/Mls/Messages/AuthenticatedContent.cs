using Sotto.Mls.Cryptography;

namespace Sotto.Mls;

/// <summary>A sender's content with its signature and, of a commit, its confirmation tag (RFC 9420 section 6.1).</summary>
internal sealed record AuthenticatedContent(
    WireFormat Format,
    FramedContent Content,
    ReadOnlyMemory<byte> Signature,
    ReadOnlyMemory<byte> ConfirmationTag
) : ITlsStructure
{
    void ITlsStructure.Write(TlsWriter writer)
    {
        writer.UInt16((ushort)Format).Structure(Content);
        WriteAuthentication(writer);
    }

    internal static AuthenticatedContent Read(ref TlsReader reader)
    {
        WireFormat format = (WireFormat)reader.UInt16()
            is var read
                and (WireFormat.PublicMessage or WireFormat.PrivateMessage)
            ? read
            : throw new MlsException("wire_format");
        return ReadRest(ref reader, format, FramedContent.Read(ref reader));
    }

    internal static AuthenticatedContent ReadRest(ref TlsReader reader, WireFormat format, FramedContent content) =>
        new(
            format,
            content,
            reader.Opaque(),
            content.ContentType is ContentType.Commit ? reader.Opaque() : ReadOnlyMemory<byte>.Empty
        );

    /// <summary>Signs content of the current epoch; a commit's confirmation tag is computed from the signature and added later.</summary>
    internal static AuthenticatedContent Sign(
        Suite suite,
        SigningKey key,
        WireFormat format,
        FramedContent content,
        GroupContext? context
    )
    {
        using TlsWriter toBeSigned = ToBeSigned(format, content, context);
        byte[] signature = suite.SignWithLabel(key, "FramedContentTBS"u8, toBeSigned.Written);
        return new(format, content, signature, ReadOnlyMemory<byte>.Empty);
    }

    internal bool HasValidSignature(Suite suite, VerifyingKey key, GroupContext? context)
    {
        using TlsWriter toBeSigned = ToBeSigned(Format, Content, context);
        return suite.VerifyWithLabel(key, "FramedContentTBS"u8, toBeSigned.Written, Signature.Span);
    }

    /// <summary>Section 6.2: what only a member of the epoch can have made.</summary>
    internal byte[] ComputeMembershipTag(Suite suite, ReadOnlySpan<byte> membershipKey, GroupContext context)
    {
        using TlsWriter toBeMaced = ToBeMaced(context);
        return suite.Mac(membershipKey, toBeMaced.Written);
    }

    internal bool HasMembershipTag(
        Suite suite,
        ReadOnlySpan<byte> membershipKey,
        GroupContext context,
        ReadOnlySpan<byte> tag
    )
    {
        using TlsWriter toBeMaced = ToBeMaced(context);
        return suite.VerifyMac(membershipKey, toBeMaced.Written, tag);
    }

    /// <summary>The name by which commits refer to a proposal (section 5.2).</summary>
    internal byte[] ComputeProposalReference(Suite suite) =>
        suite.RefHash("MLS 1.0 Proposal Reference"u8, TlsWriter.Encode(this));

    internal void WriteAuthentication(TlsWriter writer)
    {
        writer.Opaque(Signature.Span);
        if (Content.ContentType is ContentType.Commit)
        {
            writer.Opaque(ConfirmationTag.Span);
        }
    }

    private TlsWriter ToBeMaced(GroupContext context)
    {
        TlsWriter writer = ToBeSigned(Format, Content, context);
        WriteAuthentication(writer);
        return writer;
    }

    /// <summary><c>FramedContentTBS</c>: bound to the context where the sender knows it (section 6.1).</summary>
    private static TlsWriter ToBeSigned(WireFormat format, FramedContent content, GroupContext? context)
    {
        TlsWriter writer = new(UsualSize(content));
        writer.UInt16(MlsFraming.Mls10).UInt16((ushort)format).Structure(content);
        if (content.Sender is Sender.Member or Sender.NewMemberCommit)
        {
            ArgumentNullException.ThrowIfNull(context);
            writer.Raw(context.Encoding);
        }

        return writer;
    }

    private static int UsualSize(FramedContent content) => 512 + content.Content.ApplicationData.Length;
}
