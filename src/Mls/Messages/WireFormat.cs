namespace Sotto.Mls;

/// <summary>What an <c>MLSMessage</c> carries (RFC 9420 section 6).</summary>
internal enum WireFormat : ushort
{
    PublicMessage = 1,
    PrivateMessage = 2,
    Welcome = 3,
    GroupInfo = 4,
    KeyPackage = 5,
}
