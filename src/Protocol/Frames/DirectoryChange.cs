namespace Sotto.Protocol;

/// <summary>What a staff device is to fetch again.</summary>
public enum DirectoryChange
{
    /// <summary>Devices came or went.</summary>
    Devices,

    /// <summary>Certificates or revocation lists changed.</summary>
    Certificates,

    /// <summary>Inboxes changed.</summary>
    Inboxes,
}
