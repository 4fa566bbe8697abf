using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sotto.Mls.KeySchedule;

/// <summary>
/// Four random bytes for each message sealed (RFC 9420 section 6.3.1), so that a key that is used twice after all, by a
/// state restored from an old copy, meets another nonce. Drawn many at a time, since asking the system costs more than
/// sealing; each is handed out once and lives in memory only.
/// </summary>
internal sealed class ReuseGuards(FillRandom random)
{
    internal const int Length = sizeof(uint);
    private const int DrawnAtOnce = 64;
    private readonly byte[] _drawn = new byte[DrawnAtOnce * Length];
    private int _next = DrawnAtOnce * Length;

    internal uint Take()
    {
        if (_next == _drawn.Length)
        {
            random(_drawn);
            _next = 0;
        }

        Span<byte> guard = _drawn.AsSpan(_next, Length);
        _next += Length;
        uint taken = BinaryPrimitives.ReadUInt32BigEndian(guard);
        CryptographicOperations.ZeroMemory(guard);
        return taken;
    }
}
