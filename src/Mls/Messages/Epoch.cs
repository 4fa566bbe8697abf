namespace Sotto.Mls;

/// <summary>The count of commits that made a group's state.</summary>
/// <param name="Value">Counted from 0.</param>
public readonly record struct Epoch(ulong Value)
{
    /// <summary>The epoch after this one. The last one has none: a group never wraps around to epoch 0.</summary>
    internal Epoch Next => Value < ulong.MaxValue ? new(Value + 1) : throw new MlsException("epoch_exhausted");

    internal static Epoch Read(ref TlsReader reader) => new(reader.UInt64());
}
