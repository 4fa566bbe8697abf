namespace Sotto.Protocol;

/// <summary>What a device is to fetch again.</summary>
public enum DirectoryChange
{
    /// <summary>Devices came or went, or one asks to be let into a conversation of the device that hears this.</summary>
    Devices,

    /// <summary>Certificates or revocation lists changed.</summary>
    Certificates,

    /// <summary>Inboxes changed.</summary>
    Inboxes,
}
