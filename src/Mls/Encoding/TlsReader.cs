using System.Buffers.Binary;

namespace Sotto.Mls;

/// <summary>
/// Reads the TLS presentation language (RFC 9420 section 2.1) from untrusted bytes. Every read is bounded by what is
/// left; whatever does not fit throws <see cref="MlsException" /> and nothing else.
/// </summary>
/// <remarks>
/// Elements of vectors become objects that are larger than their encoding, so a message may hold only as many as honest
/// ones do: without that bound a megabyte of two-byte elements would take dozens of megabytes.
/// </remarks>
internal ref struct TlsReader(ReadOnlySpan<byte> bytes)
{
    private const int AllowedElements = 4_096;
    private const int BytesPerFurtherElement = 20;

    private ReadOnlySpan<byte> _rest = bytes;
    private int _allowedElements = AllowedElements + (bytes.Length / BytesPerFurtherElement);

    /// <summary>Reads one element of a vector.</summary>
    internal delegate T Element<out T>(ref TlsReader reader);

    internal readonly bool IsAtEnd => _rest.IsEmpty;

    internal readonly int Remaining => _rest.Length;

    /// <summary>What has not been read.</summary>
    internal readonly ReadOnlySpan<byte> Rest => _rest;

    internal byte UInt8() => Take(sizeof(byte))[0];

    internal ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(sizeof(ushort)));

    internal uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint)));

    internal ulong UInt64() => BinaryPrimitives.ReadUInt64BigEndian(Take(sizeof(ulong)));

    /// <summary>The head of <c>optional&lt;T&gt;</c> (section 2.1.1): whether a value follows.</summary>
    internal bool Presence() =>
        UInt8() switch
        {
            0 => false,
            1 => true,
            _ => throw new MlsException("presence_octet"),
        };

    /// <summary>A copy of <c>opaque&lt;V&gt;</c>.</summary>
    internal byte[] Opaque() => OpaqueSpan().ToArray();

    /// <summary><c>opaque&lt;V&gt;</c> where it lies.</summary>
    internal ReadOnlySpan<byte> OpaqueSpan() => Take(VectorLength());

    /// <summary>All elements of a vector; an element that crosses its end is refused.</summary>
    internal List<T> Vector<T>(Element<T> element)
    {
        TlsReader inner = new(OpaqueSpan()) { _allowedElements = _allowedElements };
        List<T> elements = [];
        while (!inner.IsAtEnd)
        {
            if (!typeof(T).IsValueType)
            {
                inner.Spend(1);
            }

            elements.Add(element(ref inner));
        }

        _allowedElements = inner._allowedElements;
        return elements;
    }

    /// <summary>Accounts for objects that are about to be made; throws when an honest message has no reason for them.</summary>
    internal void Spend(int elements)
    {
        _allowedElements -= elements;
        if (_allowedElements < 0)
        {
            throw new MlsException("too_many_elements");
        }
    }

    internal ushort[] UInt16Vector()
    {
        ReadOnlySpan<byte> content = OpaqueSpan();
        if (content.Length % sizeof(ushort) != 0)
        {
            throw new MlsException("truncated");
        }

        ushort[] numbers = content.IsEmpty ? [] : new ushort[content.Length / sizeof(ushort)];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadUInt16BigEndian(content[(i * sizeof(ushort))..]);
        }

        return numbers;
    }

    internal readonly void End()
    {
        if (!IsAtEnd)
        {
            throw new MlsException("trailing_bytes");
        }
    }

    /// <summary>
    /// Section 2.1.2: two bits say how many bytes the length has. A length in more bytes than it needs is refused,
    /// because one value must not have two encodings.
    /// </summary>
    internal int VectorLength()
    {
        byte first = UInt8();
        (int more, uint smallest) = (first >> 6) switch
        {
            0 => (0, 0u),
            1 => (1, 1u << 6),
            2 => (3, 1u << 14),
            _ => throw new MlsException("vector_length_reserved"),
        };
        uint length = first & 0x3Fu;
        foreach (byte next in Take(more))
        {
            length = (length << 8) | next;
        }

        return length >= smallest ? (int)length : throw new MlsException("vector_length_not_minimal");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw new MlsException("truncated");
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
