using System.Runtime.InteropServices;

namespace Sotto.Mls.KeySchedule;

/// <summary>One of the two ratchets of a leaf.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RatchetName(LeafIndex Leaf, RatchetKind Kind);
