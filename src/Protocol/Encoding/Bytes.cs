using System.Globalization;
using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>Immutable bytes compared by content; base64url in JSON, silent in logs.</summary>
[JsonConverter(typeof(BytesJsonConverter))]
public readonly struct Bytes : IEquatable<Bytes>
{
    private readonly ReadOnlyMemory<byte> _memory;

    /// <summary>Wraps memory that nobody writes to any more.</summary>
    public Bytes(ReadOnlyMemory<byte> memory) => _memory = memory;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => _memory.Span;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Memory => _memory;

    /// <summary>How many there are.</summary>
    public int Length => _memory.Length;

    /// <summary>A copy of bytes that the caller keeps using.</summary>
    public static Bytes CopyOf(ReadOnlySpan<byte> bytes) => new(bytes.ToArray());

    /// <summary>Reads base64url; throws <see cref="FormatException" /> for anything but the canonical spelling.</summary>
    public static Bytes FromBase64Url(string text) =>
        StrictBase64Url.TryDecode(text, out byte[] bytes) ? new(bytes) : throw new FormatException("Not base64url.");

    /// <summary>A copy that the caller owns.</summary>
    public byte[] ToArray() => _memory.ToArray();

    /// <summary>The canonical base64url.</summary>
    public string ToBase64Url() => StrictBase64Url.Encode(Span);

    /// <inheritdoc />
    public bool Equals(Bytes other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Bytes other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>Compares the content.</summary>
    public static bool operator ==(Bytes left, Bytes right) => left.Equals(right);

    /// <summary>Compares the content.</summary>
    public static bool operator !=(Bytes left, Bytes right) => !left.Equals(right);

    /// <summary>Only the length, because records print their members into logs.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{Length} bytes]");
}
