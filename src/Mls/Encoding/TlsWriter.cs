using System.Buffers;

namespace Sotto.Mls;

/// <summary>Writes the TLS presentation language (RFC 9420 section 2.1).</summary>
internal sealed class TlsWriter
{
    private const int LargestVector = (1 << 30) - 1;
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary><c>opaque&lt;V&gt;</c> with the shortest length (section 2.1.2).</summary>
    internal TlsWriter Opaque(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LargestVector)
        {
            throw new ArgumentException("Longer than any vector can be.", nameof(bytes));
        }

        switch (bytes.Length)
        {
            case < 1 << 6:
                Write((byte)bytes.Length);
                break;
            case < 1 << 14:
                Write((byte)(0x40 | (bytes.Length >> 8)), (byte)bytes.Length);
                break;
            default:
                Write(
                    (byte)(0x80 | (bytes.Length >> 24)),
                    (byte)(bytes.Length >> 16),
                    (byte)(bytes.Length >> 8),
                    (byte)bytes.Length
                );
                break;
        }

        _buffer.Write(bytes);
        return this;
    }

    internal ReadOnlySpan<byte> Written() => _buffer.WrittenSpan;

    private void Write(params ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);
}
