using Sotto.Mls;
using Sotto.Protocol;

namespace Sotto.Server.Conversations.Following;

/// <summary>What a leaf says of itself; read here, and verified where it is said.</summary>
internal static class LeafIdentity
{
    /// <summary>Empty, which nothing reads as a credential, for kinds that are not in use.</summary>
    public static ReadOnlyMemory<byte> Of(LeafNode leaf) =>
        leaf.Credential is Mls.Credential.Basic basic ? basic.Identity : ReadOnlyMemory<byte>.Empty;

    public static bool AreSame(LeafNode one, LeafNode other) => Of(one).Span.SequenceEqual(Of(other).Span);

    /// <summary>Throws <see cref="ProtocolException"/>.</summary>
    public static Protocol.Credential CredentialOf(LeafNode leaf) => Protocol.Credential.Parse(Of(leaf).Span);

    /// <summary>Throws <see cref="ProtocolException"/>.</summary>
    public static Ed25519PublicKey KeyOf(LeafNode leaf) => Ed25519PublicKey.Import(leaf.SignatureKey.Span);

    /// <summary>
    /// An agent's device whose chain holds for the leaf's key: signed by an issuer of the root's, and neither past its days
    /// of grace. Throws <see cref="ProtocolException"/> otherwise.
    /// </summary>
    public static VerifiedAgent VerifyAgent(
        LeafNode leaf,
        Protocol.Credential.OfAgent agent,
        TrustedRoot root,
        DateTimeOffset now
    ) => VerifiedAgent.Verify(agent.Certificate, VerifiedIssuer.Verify(agent.Issuer, root, now), KeyOf(leaf), now);
}
