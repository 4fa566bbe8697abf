using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>Whether somebody still has to do something; <c>open</c> and <c>resolved</c> on the wire.</summary>
[JsonConverter(typeof(WireNameJsonConverter<ConversationStatus>))]
public enum ConversationStatus
{
    /// <summary>Waiting for an answer, or being answered.</summary>
    Open,

    /// <summary>Settled; the customer's next message opens it again.</summary>
    Resolved,
}
