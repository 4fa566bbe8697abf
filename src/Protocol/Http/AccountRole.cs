using System.Text.Json.Serialization;

namespace Sotto.Protocol.Http;

/// <summary>What an account may do; certificates carry roles of their own. <c>owner</c> and <c>agent</c> on the wire.</summary>
[JsonConverter(typeof(WireNameJsonConverter<AccountRole>))]
public enum AccountRole
{
    /// <summary>Runs the organisation: invites, certifies, revokes.</summary>
    Owner,

    /// <summary>Answers customers.</summary>
    Agent,
}
