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
    public ReadOnlyMemory<byte> Signature { get; }

    internal static GroupInfo Read(ref TlsReader reader) => new(ref reader);

    private static RatchetTree? ReadTree(IReadOnlyList<Extension> extensions) =>
        extensions.FirstOrDefault(extension => extension.Type == Extension.RatchetTree) is { } tree
            ? RatchetTree.Parse(tree.Data.Span)
            : null;
}
