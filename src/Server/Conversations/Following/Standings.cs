using Sotto.Mls;
using Sotto.Protocol;
using Sotto.Server.Directory;
using Sotto.Storage;

namespace Sotto.Server.Conversations.Following;

/// <summary>
/// How the certificates stand that some leaves show, read before MLS asks about those leaves: a policy cannot wait for a
/// database. Only what the commit at hand shows is looked up.
/// </summary>
internal sealed class Standings
{
    private readonly Dictionary<string, CertificateStanding> _byCertificate = new(StringComparer.Ordinal);

    private Standings(TrustedRoot root, DateTimeOffset now)
    {
        Root = root;
        Now = now;
    }

    public TrustedRoot Root { get; }

    public DateTimeOffset Now { get; }

    /// <summary>Leaves whose chain does not hold are passed over; nothing stands for them.</summary>
    public static async Task<Standings> ReadAsync(
        Database database,
        CertificateStore certificates,
        TrustedRoot root,
        DateTimeOffset now,
        IEnumerable<LeafNode> leaves,
        CancellationToken cancel
    )
    {
        Standings standings = new(root, now);
        foreach (LeafNode leaf in leaves)
        {
            if (
                standings.Verify(leaf) is { } verified
                && await CertificateStanding
                    .OfAsync(database, certificates, verified.Agent, verified.Text, cancel)
                    .ConfigureAwait(false)
                    is { } standing
            )
            {
                standings._byCertificate[verified.Text] = standing;
            }
        }

        return standings;
    }

    /// <summary>Null for a certificate that was not published, or that nobody looked up.</summary>
    public CertificateStanding? Of(string certificate) => _byCertificate.GetValueOrDefault(certificate);

    /// <summary>
    /// Whether nobody vouches for this member any more: what it shows was revoked, has ended for good, or never held. A
    /// customer vouches for themselves.
    /// </summary>
    public bool IsLost(LeafNode leaf)
    {
        if (IsCustomer(leaf))
        {
            return false;
        }

        return Verify(leaf) is not { } verified
            || Of(verified.Text) is not { Revoked: false, InForce: { Revoked: false } };
    }

    private (VerifiedAgent Agent, string Text)? Verify(LeafNode leaf)
    {
        try
        {
            return LeafIdentity.CredentialOf(leaf) is Protocol.Credential.OfAgent agent
                ? (LeafIdentity.VerifyAgent(leaf, agent, Root, Now), agent.Certificate)
                : null;
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    private static bool IsCustomer(LeafNode leaf)
    {
        try
        {
            return LeafIdentity.CredentialOf(leaf) is Protocol.Credential.OfCustomer;
        }
        catch (ProtocolException)
        {
            return false;
        }
    }
}
