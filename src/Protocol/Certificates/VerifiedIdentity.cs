namespace Sotto.Protocol;

/// <summary>Whose leaf it is: an agent's or a customer's device.</summary>
public abstract class VerifiedIdentity
{
    private protected VerifiedIdentity(OrganisationId organisation, DeviceId device, Ed25519PublicKey key)
    {
        Organisation = organisation;
        Device = device;
        Key = key;
    }

    /// <summary>The organisation.</summary>
    public OrganisationId Organisation { get; }

    /// <summary>The device.</summary>
    public DeviceId Device { get; }

    /// <summary>The device's MLS signature key.</summary>
    public Ed25519PublicKey Key { get; }

    /// <summary>
    /// Verifies the whole chain from the pinned root to the key in the tree. Credential and key are as the server
    /// delivered them. Throws <see cref="CertificateException" />; there is no partial result.
    /// </summary>
    public static VerifiedIdentity Verify(ReadOnlySpan<byte> credential, Ed25519PublicKey leafKey, Trust trust)
    {
        ArgumentNullException.ThrowIfNull(trust);
        return Credential.Parse(credential) switch
        {
            Credential.OfCustomer customer => VerifiedCustomer.Verify(
                customer.Statement,
                trust.Root.Organisation,
                leafKey,
                trust.Now
            ),
            Credential.OfAgent agent => VerifyAgent(agent, leafKey, trust),
            _ => throw new CertificateException(CertificateRules.Uncertified),
        };
    }

    private static VerifiedAgent VerifyAgent(Credential.OfAgent credential, Ed25519PublicKey leafKey, Trust trust)
    {
        VerifiedIssuer issuer = VerifiedIssuer.Verify(credential.Issuer, trust.Root, trust.Now);
        VerifiedAgent agent = VerifiedAgent.Verify(credential.Certificate, issuer, leafKey, trust.Now);
        if (!agent.Inboxes.Contains(trust.Inbox))
        {
            throw new CertificateException(CertificateRules.WrongInbox);
        }

        trust.Revocations.Check(agent, trust.Now, trust.Adding);
        return agent;
    }
}
