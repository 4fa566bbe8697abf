namespace Sotto.Server.Http;

/// <summary>Who may call an endpoint. Every endpoint names one; there is no default.</summary>
internal enum Access
{
    /// <summary>Anybody, without telling who they are.</summary>
    Public,

    /// <summary>Whoever proves the device key in the DPoP header, known or new.</summary>
    AnyKey,

    /// <summary>Whoever holds an unused set-up link.</summary>
    SetUpLink,

    /// <summary>Whoever holds an unused invitation.</summary>
    Invitation,

    /// <summary>A registered device, of a customer or of staff, by its access token.</summary>
    Device,

    /// <summary>A registered customer device, by its access token.</summary>
    CustomerDevice,

    /// <summary>A registered staff device, by its access token and its holder's session or API token.</summary>
    StaffDevice,

    /// <summary>A registered device: by access token over HTTP, by a proof in the first frame over a socket.</summary>
    EventStream,

    /// <summary>A member of staff, by session cookie. A proof is of a registered device of theirs.</summary>
    Staff,

    /// <summary>A member of staff, by session cookie, who proves a key that is to become a device of theirs.</summary>
    StaffNewDevice,

    /// <summary>The owner or an administrator, by session cookie. A proof is of a registered device of theirs.</summary>
    Administrator,

    /// <summary>The owner, by session cookie. A proof is of a registered device of theirs.</summary>
    Owner,
}
