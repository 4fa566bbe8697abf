using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sotto.Mls.Cryptography;

/// <summary>
/// Puts the input of a hash or signature together without touching the heap while it fits the span on the caller's
/// stack; beyond that it borrows an array. Either is wiped on <see cref="Dispose" />, because the input may be secret.
/// </summary>
internal ref struct WipedBuffer
{
    /// <summary>What callers put on the stack: enough for every label with a short context.</summary>
    internal const int StackSize = 256;

    /// <summary>The longest length prefix of a vector.</summary>
    internal const int LongestPrefix = 4;

    private readonly Span<byte> _space;
    private byte[]? _rented;
    private int _length;

    /// <param name="stack">Used when it is large enough.</param>
    /// <param name="capacity">At least what will be written; writing more throws <see cref="ArgumentException" />.</param>
    internal WipedBuffer(Span<byte> stack, int capacity)
    {
        _rented = capacity <= stack.Length ? null : ArrayPool<byte>.Shared.Rent(capacity);
        _space = _rented ?? stack;
    }

    internal readonly ReadOnlySpan<byte> Written => _space[.._length];

    internal void Write(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_space[_length..]);
        _length += bytes.Length;
    }

    internal void UInt8(byte value) => _space[_length++] = value;

    internal void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_space[_length..], value);
        _length += sizeof(ushort);
    }

    /// <summary><c>opaque&lt;V&gt;</c> of two parts, with the shortest length (RFC 9420 section 2.1.2).</summary>
    internal void Opaque(scoped ReadOnlySpan<byte> first, scoped ReadOnlySpan<byte> second = default)
    {
        VectorLength(first.Length + second.Length);
        Write(first);
        Write(second);
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_space[.._length]);
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
            _rented = null;
        }
    }

    private void VectorLength(int length)
    {
        switch (length)
        {
            case < 1 << 6:
                UInt8((byte)length);
                break;
            case < 1 << 14:
                UInt16((ushort)(0x4000 | length));
                break;
            case < 1 << 30:
                BinaryPrimitives.WriteUInt32BigEndian(_space[_length..], 0x8000_0000 | (uint)length);
                _length += sizeof(uint);
                break;
            default:
                throw new ArgumentException("Longer than any vector can be.", nameof(length));
        }
    }
}
