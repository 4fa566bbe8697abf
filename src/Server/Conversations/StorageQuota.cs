using Sotto.Server.Configuration;
using Sotto.Server.Http;
using Sotto.Server.Identity;

namespace Sotto.Server.Conversations;

/// <summary>
/// How much one device may store in an hour. Members can write as much as they like to each other, but not fill the
/// disk that everybody shares.
/// </summary>
internal static class StorageQuota
{
    public static bool TryTake(Quotas quotas, ServerSettings settings, DeviceCaller caller, int bytes) =>
        quotas.TryTake(
            bytes,
            new Allowance("bytes stored by", caller.Device.ToString(), settings.Quotas.MessageBytesPerDevice)
        );
}
