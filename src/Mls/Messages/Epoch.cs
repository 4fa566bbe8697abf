namespace Sotto.Mls;

/// <summary>The count of commits that made a group's state.</summary>
/// <param name="Value">Counted from 0.</param>
public readonly record struct Epoch(ulong Value)
{
    internal static Epoch Read(ref TlsReader reader) => new(reader.UInt64());
}
