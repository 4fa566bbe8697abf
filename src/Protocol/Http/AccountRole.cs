using System.Text.Json.Serialization;

namespace Sotto.Protocol.Http;

/// <summary>What an account may do; certificates carry roles of their own. In lower case on the wire.</summary>
[JsonConverter(typeof(WireNameJsonConverter<AccountRole>))]
public enum AccountRole
{
    /// <summary>Runs the organisation: everything an administrator may, and who is an administrator.</summary>
    Owner,

    /// <summary>Invites, certifies, revokes, makes inboxes.</summary>
    Administrator,

    /// <summary>Answers customers and looks after those who do.</summary>
    Supervisor,

    /// <summary>Answers customers.</summary>
    Agent,

    /// <summary>Reads logs and reviews, and no conversation.</summary>
    Auditor,
}
