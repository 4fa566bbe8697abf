using Sotto.Protocol;

namespace Sotto.Server.Identity;

/// <summary>Whatever stays open under a session or an API token; implemented by whoever holds the connections.</summary>
internal interface ILiveSessions
{
    /// <summary>Closes what was opened under a session that has ended. Does not wait and does not fail.</summary>
    void EndSession(SessionId session);

    /// <summary>Closes what was opened under an API token that has ended. Does not wait and does not fail.</summary>
    void EndApiToken(ApiTokenId token);

    /// <summary>Closes what a device opened; it may come back as what it is now. Does not wait and does not fail.</summary>
    void EndDevice(DeviceId device);
}
