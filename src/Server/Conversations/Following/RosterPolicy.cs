using Sotto.Mls;
using Sotto.Protocol;
using Sotto.Server.Directory;

namespace Sotto.Server.Conversations.Following;

/// <summary>
/// Who may stand in the group of one conversation. The server asks what it can know: certificates that the organisation's
/// root vouches for and nobody revoked, and that a changed leaf is the same device's. Members ask the same, and more.
/// </summary>
internal sealed class RosterPolicy(InboxId inbox, CustomerId customer, Standings standings) : GroupPolicy
{
    /// <summary>The key of the customer's device that begins the group; null once there is one, and no customer enters.</summary>
    public Ed25519PublicKey? Founder { get; init; }

    /// <summary>Why a leaf was not accepted, as a rule's name; null while all were.</summary>
    public string? Refusal { get; private set; }

    /// <summary>None is in use: what an extension would change, no client here would notice.</summary>
    public override bool AcceptsExtensions(IReadOnlyList<Extension> extensions) => extensions.Count == 0;

    /// <summary>May be asked on several threads, so that each answers from what it found itself.</summary>
    public override bool AcceptsMember(LeafNode leaf, LeafNode? previous)
    {
        string? why = WhyNot(leaf, previous);
        Refusal = why ?? Refusal;
        return why is null;
    }

    private string? WhyNot(LeafNode leaf, LeafNode? previous)
    {
        try
        {
            // They travel with every tree, and nobody here reads them.
            return leaf.Extensions.Count > 0 ? CertificateRules.Malformed
                : previous is null ? WhyNotEnter(leaf)
                : WhyNotBecome(leaf, previous);
        }
        catch (ProtocolException error)
        {
            return error.Rule;
        }
    }

    private string? WhyNotEnter(LeafNode leaf) =>
        LeafIdentity.CredentialOf(leaf) switch
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

        if (LeafIdentity.AreSame(leaf, previous))
        {
            return null;
        }

        // What the founder showed at first is what the first contact was checked with.
        if (Founder is not null)
        {
            return CertificateRules.WrongPerson;
        }

        return (LeafIdentity.CredentialOf(previous), LeafIdentity.CredentialOf(leaf)) switch
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
        Founder is null || !LeafIdentity.KeyOf(leaf).Equals(Founder)
            ? CertificateRules.WrongKey
            : WhyNotCustomer(leaf, founder);

    private string? WhyNotCustomer(LeafNode leaf, Protocol.Credential.OfCustomer statement)
    {
        VerifiedCustomer verified = VerifiedCustomer.Verify(
            statement.Statement,
            standings.Root.Organisation,
            LeafIdentity.KeyOf(leaf),
            standings.Now
        );
        return verified.Customer == customer ? null : CertificateRules.WrongPerson;
    }

    /// <summary>
    /// Signed by an issuer of the root's, for this very key, published and not revoked, while the device still counts. It
    /// need not be the newest one of its device: key packages outlive a renewal.
    /// </summary>
    private string? WhyNotCertified(LeafNode leaf, Protocol.Credential.OfAgent agent, bool mustListen)
    {
        VerifiedAgent verified = LeafIdentity.VerifyAgent(leaf, agent, standings.Root, standings.Now);
        if (
            standings.Of(agent.Certificate) is not { Revoked: false, InForce: { } current }
            || !CertificateCurrency.Counts(current, standings.Now)
        )
        {
            return CertificateRules.Revoked;
        }

        // Clients ask for the inbox of every leaf; whether the device still listens there, of those who enter.
        bool mayListen =
            verified.Inboxes.Contains(inbox)
            && (!mustListen || CertificateCurrency.ListensOn(current, inbox, standings.Now));
        return mayListen ? null : CertificateRules.WrongInbox;
    }
}
