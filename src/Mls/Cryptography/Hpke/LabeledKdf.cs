namespace Sotto.Mls.Cryptography;

/// <summary>
/// <c>LabeledExtract</c> and <c>LabeledExpand</c> (RFC 9180 section 4) for one <c>suite_id</c>, so that a value derived
/// for one use can never be taken for another's.
/// </summary>
internal sealed class LabeledKdf(Kdf kdf, byte[] suiteId)
{
    private static ReadOnlySpan<byte> Version => "HPKE-v1"u8;

    /// <summary>Nh.</summary>
    internal int HashLength => kdf.HashLength;

    /// <summary>Into Nh bytes, which the caller wipes.</summary>
    internal void Extract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> label, ReadOnlySpan<byte> ikm, Span<byte> prk)
    {
        int length = Version.Length + suiteId.Length + label.Length + ikm.Length;
        using WipedBuffer input = new(stackalloc byte[WipedBuffer.StackSize], length);
        input.Write(Version);
        input.Write(suiteId);
        input.Write(label);
        input.Write(ikm);
        kdf.Extract(salt, input.Written, prk);
    }

    /// <summary>Into as many bytes as wanted, which the caller wipes.</summary>
    internal void Expand(
        ReadOnlySpan<byte> prk,
        ReadOnlySpan<byte> label,
        ReadOnlySpan<byte> info,
        Span<byte> destination
    )
    {
        int length = sizeof(ushort) + Version.Length + suiteId.Length + label.Length + info.Length;
        using WipedBuffer input = new(stackalloc byte[WipedBuffer.StackSize], length);
        input.UInt16(checked((ushort)destination.Length));
        input.Write(Version);
        input.Write(suiteId);
        input.Write(label);
        input.Write(info);
        kdf.Expand(prk, input.Written, destination);
    }
}
