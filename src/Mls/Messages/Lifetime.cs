using System.Runtime.InteropServices;

namespace Sotto.Mls;

/// <summary>When a key package may be used (RFC 9420 section 7.2), in Unix seconds as on the wire: not checked here.</summary>
/// <param name="NotBefore">Its beginning.</param>
/// <param name="NotAfter">Its end.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Lifetime(ulong NotBefore, ulong NotAfter);
