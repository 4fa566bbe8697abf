namespace Sotto.Mls;

/// <summary>A signed, unencrypted message (RFC 9420 section 6.2).</summary>
public sealed class PublicMessage : MlsMessage
{
    private PublicMessage(ref TlsReader reader)
    {
        GroupId = reader.Opaque();
        Epoch = Epoch.Read(ref reader);
        Sender = Sender.Read(ref reader);
        AuthenticatedData = reader.Opaque();
        ContentType = ContentTypes.Read(ref reader);
        switch (ContentType)
        {
            case ContentType.Application:
                ApplicationData = reader.Opaque();
                break;
            case ContentType.Proposal:
                Proposal = Proposal.Read(ref reader);
                break;
            default:
                Commit = Commit.Read(ref reader);
                break;
        }

        Signature = reader.Opaque();
        ConfirmationTag = ContentType is ContentType.Commit ? reader.Opaque() : [];
        MembershipTag = Sender is Sender.Member ? reader.Opaque() : [];
    }

    /// <summary>The group.</summary>
    public ReadOnlyMemory<byte> GroupId { get; }

    /// <summary>The epoch it was made in.</summary>
    public Epoch Epoch { get; }

    /// <summary>Who it says it is from.</summary>
    public Sender Sender { get; }

    /// <summary>Data of the application that the signature covers.</summary>
    public ReadOnlyMemory<byte> AuthenticatedData { get; }

    /// <summary>What it carries. Application data in a public message is well formed, and always to be refused.</summary>
    public ContentType ContentType { get; }

    /// <summary>Of application data; otherwise empty.</summary>
    public ReadOnlyMemory<byte> ApplicationData { get; }

    /// <summary>Of a proposal; otherwise null.</summary>
    public Proposal? Proposal { get; }

    /// <summary>Of a commit; otherwise null.</summary>
    public Commit? Commit { get; }

    /// <summary>The signature, unverified.</summary>
    public ReadOnlyMemory<byte> Signature { get; }

    /// <summary>Of a commit, unverified; otherwise empty.</summary>
    public ReadOnlyMemory<byte> ConfirmationTag { get; }

    /// <summary>Of a member's message, unverified; otherwise empty.</summary>
    public ReadOnlyMemory<byte> MembershipTag { get; }

    internal static PublicMessage Read(ref TlsReader reader) => new(ref reader);
}
