using Sotto.Mls.Cryptography;

namespace Sotto.Mls.Groups;

/// <summary>What a client puts into its leaves. The signature key stays the caller's.</summary>
/// <param name="SignatureKey">The key that signs leaf and messages.</param>
/// <param name="Credential">Who the client is.</param>
/// <param name="Capabilities">What it supports; the credential's type and its extensions' must be among that.</param>
public sealed record ClientIdentity(SignatureKeyPair SignatureKey, Credential Credential, Capabilities Capabilities)
{
    /// <summary>Extensions of the leaf.</summary>
    public IReadOnlyList<Extension> Extensions { get; init; } = [];

    internal LeafNode SignLeaf(Suite suite, LeafContent content, LeafPlace place) =>
        LeafNode.Sign(suite, SignatureKey.For(suite), content, place);

    internal LeafContent Content(ReadOnlyMemory<byte> encryptionKey) =>
        new(encryptionKey, Credential, Capabilities, Extensions);
}
