namespace Sotto.Mls.Groups;

/// <summary>What a member changes about their own leaf besides its encryption key; what is null stays.</summary>
public sealed record LeafChange
{
    /// <summary>Another signature key; the group uses it from the next epoch on, and the caller keeps owning it.</summary>
    public SignatureKeyPair? SignatureKey { get; init; }

    /// <summary>Another credential.</summary>
    public Credential? Credential { get; init; }

    /// <summary>Other capabilities.</summary>
    public Capabilities? Capabilities { get; init; }

    /// <summary>Other extensions of the leaf.</summary>
    public IReadOnlyList<Extension>? Extensions { get; init; }

    internal LeafContent ApplyTo(LeafNode leaf, ReadOnlyMemory<byte> encryptionKey) =>
        new(
            encryptionKey,
            Credential ?? leaf.Credential,
            Capabilities ?? leaf.Capabilities,
            Extensions ?? leaf.Extensions
        );
}
