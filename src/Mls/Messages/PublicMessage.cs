namespace Sotto.Mls;

/// <summary>A signed, unencrypted message (RFC 9420 section 6.2).</summary>
public sealed class PublicMessage : MlsMessage
{
    private PublicMessage(ref TlsReader reader)
    {
        FramedContent content = FramedContent.Read(ref reader);
        Authenticated = AuthenticatedContent.ReadRest(ref reader, WireFormat.PublicMessage, content);
        MembershipTag = Sender is Sender.Member ? reader.Opaque() : ReadOnlyMemory<byte>.Empty;
    }

    internal PublicMessage(AuthenticatedContent authenticated, ReadOnlyMemory<byte> membershipTag)
    {
        Authenticated = authenticated;
        MembershipTag = membershipTag;
    }

    /// <summary>The group.</summary>
    public ReadOnlyMemory<byte> GroupId => Authenticated.Content.GroupId;

    /// <summary>The epoch it was made in.</summary>
    public Epoch Epoch => Authenticated.Content.Epoch;

    /// <summary>Who it says it is from.</summary>
    public Sender Sender => Authenticated.Content.Sender;

    /// <summary>Data of the application that the signature covers.</summary>
    public ReadOnlyMemory<byte> AuthenticatedData => Authenticated.Content.AuthenticatedData;

    /// <summary>What it carries. Application data in a public message is well formed, and always to be refused.</summary>
    public ContentType ContentType => Authenticated.Content.ContentType;

    /// <summary>Of application data; otherwise empty.</summary>
    public ReadOnlyMemory<byte> ApplicationData => Authenticated.Content.Content.ApplicationData;

    /// <summary>Of a proposal; otherwise null.</summary>
    public Proposal? Proposal => Authenticated.Content.Content.Proposal;

    /// <summary>Of a commit; otherwise null.</summary>
    public Commit? Commit => Authenticated.Content.Content.Commit;

    /// <summary>The signature, unverified.</summary>
    public ReadOnlyMemory<byte> Signature => Authenticated.Signature;

    /// <summary>Of a commit, unverified; otherwise empty.</summary>
    public ReadOnlyMemory<byte> ConfirmationTag => Authenticated.ConfirmationTag;

    /// <summary>Of a member's message, unverified; otherwise empty.</summary>
    public ReadOnlyMemory<byte> MembershipTag { get; }

    internal AuthenticatedContent Authenticated { get; }

    private protected override WireFormat Format => WireFormat.PublicMessage;

    private protected override void WriteBody(TlsWriter writer)
    {
        writer.Structure(Authenticated.Content);
        Authenticated.WriteAuthentication(writer);
        if (Sender is Sender.Member)
        {
            writer.Opaque(MembershipTag.Span);
        }
    }

    internal static PublicMessage Read(ref TlsReader reader) => new(ref reader);
}
