using Sotto.Protocol;

namespace Sotto.Server.Directory;

/// <summary>Who is connected now; implemented by whatever holds the connections.</summary>
internal interface IPresence
{
    bool IsOnline(DeviceId device);
}
