using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sotto.Mls;

/// <summary>
/// Writes the TLS presentation language (RFC 9420 section 2.1) into a rented buffer. What was written may be secret, so
/// the buffer is wiped when it grows and when the writer is disposed; nothing may keep <see cref="Written" /> longer.
/// </summary>
internal sealed class TlsWriter(int capacity = TlsWriter.UsualCapacity) : IDisposable
{
    private const int UsualCapacity = 256;
    private const int LargestVector = (1 << 30) - 1;
    private const int LongestLength = sizeof(uint);
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    internal ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    internal int Length => _length;

    public void Dispose()
    {
        Release(_buffer, _length);
        _buffer = [];
        _length = 0;
    }

    /// <summary>The encoding of a structure on its own.</summary>
    internal static byte[] Encode(ITlsStructure structure)
    {
        using TlsWriter writer = new();
        structure.Write(writer);
        return writer.ToArray();
    }

    /// <summary>Wipes what was written, to write something else.</summary>
    internal void Clear()
    {
        CryptographicOperations.ZeroMemory(_buffer.AsSpan(0, _length));
        _length = 0;
    }

    internal byte[] ToArray() => Written.ToArray();

    internal TlsWriter UInt8(byte value)
    {
        Reserve(sizeof(byte))[0] = value;
        return this;
    }

    internal TlsWriter UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Reserve(sizeof(ushort)), value);
        return this;
    }

    internal TlsWriter UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Reserve(sizeof(uint)), value);
        return this;
    }

    internal TlsWriter UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(Reserve(sizeof(ulong)), value);
        return this;
    }

    /// <summary>The head of <c>optional&lt;T&gt;</c> (section 2.1.1): whether a value follows.</summary>
    internal TlsWriter Presence(bool isPresent) => UInt8(isPresent ? (byte)1 : (byte)0);

    /// <summary>Bytes without a length in front.</summary>
    internal TlsWriter Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        return this;
    }

    /// <summary>So many zeros: the padding of section 6.3.1.</summary>
    internal TlsWriter Zeros(int count)
    {
        Reserve(count).Clear();
        return this;
    }

    /// <summary><c>opaque&lt;V&gt;</c> with the shortest length (section 2.1.2).</summary>
    internal TlsWriter Opaque(ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[LongestLength];
        return Raw(length[..WriteLength(bytes.Length, length)]).Raw(bytes);
    }

    /// <summary>A vector of numbers.</summary>
    internal TlsWriter UInt16Vector(IReadOnlyList<ushort> values)
    {
        int start = BeginVector();
        foreach (ushort value in values)
        {
            UInt16(value);
        }

        return EndVector(start);
    }

    /// <summary>A vector of structures.</summary>
    internal TlsWriter Vector<T>(IReadOnlyList<T> elements)
        where T : ITlsStructure
    {
        int start = BeginVector();
        for (int i = 0; i < elements.Count; i++)
        {
            elements[i].Write(this);
        }

        return EndVector(start);
    }

    /// <summary>A structure in its place.</summary>
    internal TlsWriter Structure(ITlsStructure structure)
    {
        structure.Write(this);
        return this;
    }

    /// <summary><c>optional&lt;T&gt;</c> (section 2.1.1).</summary>
    internal TlsWriter Optional(ITlsStructure? structure)
    {
        Presence(structure is not null);
        structure?.Write(this);
        return this;
    }

    /// <summary>Begins a vector whose content is written next; its length is put in front by <see cref="EndVector" />.</summary>
    internal int BeginVector() => _length;

    /// <summary>Ends the vector that began at <paramref name="start" />.</summary>
    internal TlsWriter EndVector(int start)
    {
        Span<byte> length = stackalloc byte[LongestLength];
        int content = _length - start;
        int taken = WriteLength(content, length);
        Reserve(taken);
        _buffer.AsSpan(start, content).CopyTo(_buffer.AsSpan(start + taken));
        length[..taken].CopyTo(_buffer.AsSpan(start));
        return this;
    }

    /// <summary>The shortest form of a length (section 2.1.2); says how many bytes it took.</summary>
    internal static int WriteLength(int length, Span<byte> destination)
    {
        switch (length)
        {
            case < 1 << 6:
                destination[0] = (byte)length;
                return 1;
            case < 1 << 14:
                BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)(length | 0x4000));
                return 2;
            case <= LargestVector:
                BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)length | 0x8000_0000);
                return LongestLength;
            default:
                throw new ArgumentException("Longer than any vector can be.", nameof(length));
        }
    }

    private Span<byte> Reserve(int count)
    {
        int needed = checked(_length + count);
        if (needed > _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _buffer.Length * 2));
            Written.CopyTo(larger);
            Release(_buffer, _length);
            _buffer = larger;
        }

        Span<byte> reserved = _buffer.AsSpan(_length, count);
        _length = needed;
        return reserved;
    }

    private static void Release(byte[] buffer, int used)
    {
        CryptographicOperations.ZeroMemory(buffer.AsSpan(0, used));
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
