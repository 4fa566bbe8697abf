namespace Sotto.Server.Identity;

/// <summary>The stored words for whose device it is.</summary>
internal static class DeviceKinds
{
    public const string Staff = "staff";
    public const string Customer = "customer";
}
