namespace Sotto.Mls.Cryptography;

/// <summary>A public signature key. Threads may share it.</summary>
internal abstract class VerifyingKey(ReadOnlySpan<byte> raw)
{
    private readonly byte[] _raw = raw.ToArray();

    /// <summary>As it stands in leaves.</summary>
    internal ReadOnlySpan<byte> Raw => _raw;

    /// <summary>Whether the owner signed exactly these bytes; false for whatever is no signature at all.</summary>
    internal abstract bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);
}
