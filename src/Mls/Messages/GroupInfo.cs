using Sotto.Mls.Cryptography;

namespace Sotto.Mls;

/// <summary>A member's signed description of the group (RFC 9420 section 12.4.3). The signature has not been verified.</summary>
public sealed class GroupInfo : MlsMessage
{
    private GroupInfo(ref TlsReader reader)
    {
        GroupContext = GroupContext.Read(ref reader);
        Extensions = Extension.ReadList(ref reader);
        ConfirmationTag = reader.Opaque();
        Signer = LeafIndex.Read(ref reader);
        Signature = reader.Opaque();
        RatchetTree = ReadTree(Extensions);
    }

    private GroupInfo(
        GroupContext context,
        IReadOnlyList<Extension> extensions,
        ReadOnlyMemory<byte> confirmationTag,
        LeafIndex signer,
        RatchetTree? tree
    )
    {
        GroupContext = context;
        Extensions = tree is null ? extensions : [new(Extension.RatchetTree, tree.Encode()), .. extensions];
        RatchetTree = tree;
        ConfirmationTag = confirmationTag;
        Signer = signer;
    }

    /// <summary>The epoch described.</summary>
    public GroupContext GroupContext { get; }

    /// <summary>Extensions of the description, those of the group not among them.</summary>
    public IReadOnlyList<Extension> Extensions { get; }

    /// <summary>The tree of the <c>ratchet_tree</c> extension, or null without one. Not compared with the tree hash.</summary>
    public RatchetTree? RatchetTree { get; }

    /// <summary>The confirmation tag, unverified.</summary>
    public ReadOnlyMemory<byte> ConfirmationTag { get; }

    /// <summary>Who signed it.</summary>
    public LeafIndex Signer { get; }

    /// <summary>The signature, unverified.</summary>
    public ReadOnlyMemory<byte> Signature { get; private set; }

    /// <summary>The key of the <c>external_pub</c> extension, or null without one; throws <see cref="MlsException" />.</summary>
    internal byte[]? ExternalPub
    {
        get
        {
            if (Extension.Find(Extensions, Extension.ExternalPub) is not { } extension)
            {
                return null;
            }

            TlsReader reader = new(extension.Data.Span);
            byte[] key = reader.Opaque();
            reader.End();
            return key;
        }
    }

    private protected override WireFormat Format => WireFormat.GroupInfo;

    private protected override void WriteBody(TlsWriter writer)
    {
        WriteUnsigned(writer);
        writer.Opaque(Signature.Span);
    }

    internal static GroupInfo Read(ref TlsReader reader) => new(ref reader);

    /// <summary>Signed; the tree, if given, is added to the extensions.</summary>
    internal static GroupInfo Sign(
        Suite suite,
        SigningKey key,
        GroupContext context,
        IReadOnlyList<Extension> extensions,
        ReadOnlyMemory<byte> confirmationTag,
        LeafIndex signer,
        RatchetTree? tree
    )
    {
        GroupInfo info = new(context, extensions, confirmationTag, signer, tree);
        using TlsWriter toBeSigned = new();
        info.WriteUnsigned(toBeSigned);
        info.Signature = suite.SignWithLabel(key, "GroupInfoTBS"u8, toBeSigned.Written);
        return info;
    }

    internal bool HasValidSignature(Suite suite, VerifyingKey key)
    {
        using TlsWriter toBeSigned = new();
        WriteUnsigned(toBeSigned);
        return suite.VerifyWithLabel(key, "GroupInfoTBS"u8, toBeSigned.Written, Signature.Span);
    }

    private void WriteUnsigned(TlsWriter writer) =>
        writer.Structure(GroupContext).Vector(Extensions).Opaque(ConfirmationTag.Span).UInt32(Signer.Value);

    private static RatchetTree? ReadTree(IReadOnlyList<Extension> extensions) =>
        Extension.Find(extensions, Extension.RatchetTree) is { } tree ? RatchetTree.Parse(tree.Data.Span) : null;
}
