using System.Runtime.InteropServices;

namespace Sotto.Mls;

/// <summary>Where a leaf stands, which its signature covers unless it comes from a key package (RFC 9420 section 7.2).</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LeafPlace(ReadOnlyMemory<byte> GroupId, LeafIndex Index)
{
    /// <summary>Of a leaf in a key package.</summary>
    internal static LeafPlace None => default;
}
