using Sotto.Mls;
using Sotto.Protocol;
using Sotto.Server.Directory;

namespace Sotto.Server.Conversations.Following;

/// <summary>
/// Who may stand in the group of one conversation. The server asks what it can know: certificates that the organisation's
/// root vouches for and that are in force, and that a changed leaf is the same device's. Members ask the same, and more.
/// </summary>
internal sealed class RosterPolicy(
    TrustedRoot root,
    InboxId inbox,
    CustomerId customer,
    IReadOnlyList<DeviceCertificate> inForce,
    DateTimeOffset now
) : GroupPolicy
{
    /// <summary>The key of the customer's device that begins the group; null once there is one, and no customer enters.</summary>
    public Ed25519PublicKey? Founder { get; init; }

    /// <summary>Why the last leaf was not accepted, as a rule's name; null while all were.</summary>
    public string? Refusal { get; private set; }

    /// <summary>None is in use: what an extension would change, no client here would notice.</summary>
    public override bool AcceptsExtensions(IReadOnlyList<Extension> extensions) => extensions.Count == 0;

    public override bool AcceptsMember(LeafNode leaf, LeafNode? previous)
    {
        try
        {
            Refusal = previous is null ? WhyNotEnter(leaf) : WhyNotBecome(leaf, previous);
        }
        catch (ProtocolException error)
        {
            Refusal = error.Rule;
        }

        return Refusal is null;
    }

    private string? WhyNotEnter(LeafNode leaf) =>
        CredentialOf(leaf) switch
        {
            Protocol.Credential.OfAgent agent => WhyNotCertified(leaf, agent, mustListen: true),
            Protocol.Credential.OfCustomer founder => WhyNotFounder(leaf, founder),
            _ => CertificateRules.Uncertified,
        };

    /// <summary>A device keeps its key for life, and a leaf its device: only the certificate behind it is renewed.</summary>
    private string? WhyNotBecome(LeafNode leaf, LeafNode previous)
    {
        if (!leaf.SignatureKey.Span.SequenceEqual(previous.SignatureKey.Span))
        {
            return CertificateRules.WrongKey;
        }

        if (IdentityOf(leaf).Span.SequenceEqual(IdentityOf(previous).Span))
        {
            return null;
        }

        return (CredentialOf(previous), CredentialOf(leaf)) switch
        {
            (Protocol.Credential.OfAgent, Protocol.Credential.OfAgent agent) => WhyNotCertified(
                leaf,
                agent,
                mustListen: false
            ),
            (Protocol.Credential.OfCustomer, Protocol.Credential.OfCustomer statement) => WhyNotCustomer(
                leaf,
                statement
            ),
            _ => CertificateRules.WrongPerson,
        };
    }

    private string? WhyNotFounder(LeafNode leaf, Protocol.Credential.OfCustomer founder) =>
        Founder is null || !KeyOf(leaf).Equals(Founder) ? CertificateRules.WrongKey : WhyNotCustomer(leaf, founder);

    private string? WhyNotCustomer(LeafNode leaf, Protocol.Credential.OfCustomer statement)
    {
        VerifiedCustomer verified = VerifiedCustomer.Verify(statement.Statement, root.Organisation, KeyOf(leaf), now);
        return verified.Customer == customer ? null : CertificateRules.WrongPerson;
    }

    /// <summary>
    /// Signed by an issuer of the root's, for this very key, and the one in force of its device. An issuer's own certificate
    /// may have been renewed since the leaf was made, so its text need not be the newest.
    /// </summary>
    private string? WhyNotCertified(LeafNode leaf, Protocol.Credential.OfAgent agent, bool mustListen)
    {
        VerifiedIssuer issuer = VerifiedIssuer.Verify(agent.Issuer, root, now);
        VerifiedAgent verified = VerifiedAgent.Verify(agent.Certificate, issuer, KeyOf(leaf), now);
        DeviceCertificate? current = inForce.FirstOrDefault(certificate =>
            certificate.Device == verified.Device
            && string.Equals(certificate.Text, agent.Certificate, StringComparison.Ordinal)
        );
        if (current is null || !CertificateCurrency.Counts(current, now))
        {
            return CertificateRules.Revoked;
        }

        return mustListen && !CertificateCurrency.ListensOn(current, inbox, now) ? CertificateRules.WrongInbox : null;
    }

    private static Protocol.Credential CredentialOf(LeafNode leaf) => Protocol.Credential.Parse(IdentityOf(leaf).Span);

    /// <summary>Empty, which nothing reads as a credential, for kinds that are not in use.</summary>
    private static ReadOnlyMemory<byte> IdentityOf(LeafNode leaf) =>
        leaf.Credential is Mls.Credential.Basic basic ? basic.Identity : ReadOnlyMemory<byte>.Empty;

    private static Ed25519PublicKey KeyOf(LeafNode leaf) => Ed25519PublicKey.Import(leaf.SignatureKey.Span);
}
