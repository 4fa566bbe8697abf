using System.Diagnostics;
using System.Security.Cryptography;

namespace Sotto.Mls.Cryptography;

/// <summary>
/// Secret bytes of a fixed length. They lie in a pinned array, so that the garbage collector leaves no copies behind.
/// Whoever holds a secret disposes of it: that wipes the bytes, and every later access throws
/// <see cref="ObjectDisposedException" />.
/// </summary>
[DebuggerDisplay("[secret]")]
internal sealed class Secret : IDisposable
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _bytes;

    /// <summary>Zeros, to be filled through <see cref="Buffer" />.</summary>
    internal Secret(int length) => _bytes = GC.AllocateArray<byte>(length, pinned: true);

    internal int Length => _bytes.Length;

    internal bool IsWiped { get; private set; }

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal ReadOnlySpan<byte> Bytes => Buffer;

    /// <summary>The same bytes, writable. The view must not outlive the secret.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal Span<byte> Buffer
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsWiped, this); // zeros must never become a key
            return _bytes;
        }
    }

    /// <summary>The caller still wipes what it passed in.</summary>
    internal static Secret CopyOf(ReadOnlySpan<byte> bytes)
    {
        Secret secret = new(bytes.Length);
        bytes.CopyTo(secret._bytes);
        return secret;
    }

    /// <summary>A second secret with the same bytes and a life of its own.</summary>
    internal Secret Copy() => CopyOf(Bytes);

    /// <summary>Takes the same time wherever the first difference is; only a different length shows.</summary>
    internal bool FixedTimeEquals(ReadOnlySpan<byte> other) => CryptographicOperations.FixedTimeEquals(Bytes, other);

    /// <inheritdoc />
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        IsWiped = true;
    }

    /// <summary>Silent.</summary>
    public override string ToString() => "[secret]";
}
