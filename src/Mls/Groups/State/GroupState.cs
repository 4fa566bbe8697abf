using System.Diagnostics;
using System.Security.Cryptography;

namespace Sotto.Mls.Groups.State;

/// <summary>
/// A group as it is stored: whole (<see cref="MlsGroup.Save" />) or what changed (<see cref="MlsGroup.SaveChanges" />).
/// It holds the keys of messages that have not arrived yet, so it is stored encrypted, and disposed as soon as it is.
/// </summary>
[DebuggerDisplay("[secret]")]
public sealed class GroupState : IDisposable
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _bytes;
    private bool _isDisposed;

    internal GroupState(byte[] bytes, ulong version, bool isEmpty)
    {
        _bytes = bytes;
        Version = version;
        IsEmpty = isEmpty;
    }

    /// <summary>Counts what a group has given to be stored. Changes belong behind the version before theirs.</summary>
    public ulong Version { get; }

    /// <summary>Whether nothing changed, so that nothing need be stored.</summary>
    public bool IsEmpty { get; }

    /// <summary>The bytes, for <see cref="MlsGroup.Load" />.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public ReadOnlyMemory<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _bytes;
        }
    }

    /// <summary>Wipes the bytes.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <inheritdoc />
    public override string ToString() => "[secret]";
}
