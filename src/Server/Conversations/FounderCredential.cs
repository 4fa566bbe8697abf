using Sotto.Protocol;
using Sotto.Protocol.Http;
using Sotto.Server.Http;

namespace Sotto.Server.Conversations;

/// <summary>What the founder of a conversation shows the others: it has to be what the request shows the server.</summary>
internal static class FounderCredential
{
    /// <summary>The credential of the founder's leaf, read and not believed. The request's framing has been checked.</summary>
    public static Checked<Credential.OfCustomer> Read(StartConversationRequest request)
    {
        try
        {
            return
                Framing.FounderIn(request.GroupInfo.Span) is { } identity
                && Credential.Parse(identity) is Credential.OfCustomer credential
                && string.Equals(credential.Statement, request.Credential, StringComparison.Ordinal)
                ? credential
                : Refusal.Malformed("The founder's leaf shows another credential than the request.");
        }
        catch (ProtocolException error)
        {
            return Refusal.Malformed(error.Rule);
        }
    }
}
