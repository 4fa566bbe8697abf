namespace Sotto.Mls;

/// <summary>The position of a member in the ratchet tree.</summary>
/// <param name="Value">Counted from 0.</param>
public readonly record struct LeafIndex(uint Value)
{
    /// <summary>Half of the indexes are refused: doubling one into a node index must never wrap.</summary>
    internal static LeafIndex Read(ref TlsReader reader)
    {
        uint value = reader.UInt32();
        return value <= int.MaxValue ? new(value) : throw new MlsException("leaf_index");
    }
}
