namespace Sotto.Mls;

/// <summary>A leaf before it is signed: its owner's public key comes with the signature.</summary>
internal sealed record LeafContent(
    ReadOnlyMemory<byte> EncryptionKey,
    Credential Credential,
    Capabilities Capabilities,
    IReadOnlyList<Extension> Extensions
)
{
    internal LeafNodeSource Source { get; init; }

    internal Lifetime? Lifetime { get; init; }

    internal ReadOnlyMemory<byte> ParentHash { get; init; }
}
