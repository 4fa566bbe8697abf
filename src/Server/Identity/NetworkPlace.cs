using System.Globalization;
using System.Net;
using Sotto.Server.Http;

namespace Sotto.Server.Identity;

/// <summary>
/// Where a request came from, as far as it may be written down: the network of an address, /24 or /48, which tells a
/// person "that was me" and does not follow a device around.
/// </summary>
internal static class NetworkPlace
{
    private const int Ipv4Bytes = 3;
    private const int Ipv6Bytes = 6;

    public static string Of(HttpContext context)
    {
        byte[] bytes = Pipeline.AddressOf(context).GetAddressBytes();
        int kept = bytes.Length == 4 ? Ipv4Bytes : Ipv6Bytes;
        bytes.AsSpan(kept).Clear();
        return string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(bytes)}/{kept * 8}");
    }
}
