using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Sotto.Mls.Cryptography;

/// <summary>
/// A secret set up once to derive several others from it: the platform's HMAC keeps its key between calls, which halves
/// the work of a message. Only for results of at most one hash, for which HKDF-Expand is a single HMAC (RFC 5869 section
/// 2.3). Not for several threads at once. Whoever holds it disposes of it; the platform then wipes its copy of the key.
/// </summary>
[DebuggerDisplay("[secret]")]
internal sealed class KeyedSecret : IDisposable
{
    private const byte FirstBlock = 1;
    private readonly IncrementalHash _mac;
    private readonly int _hashLength;

    internal KeyedSecret(HashAlgorithmName hash, int hashLength, ReadOnlySpan<byte> secret)
    {
        _mac = IncrementalHash.CreateHMAC(hash, secret);
        _hashLength = hashLength;
    }

    /// <inheritdoc />
    public override string ToString() => "[secret]";

    /// <inheritdoc />
    public void Dispose() => _mac.Dispose();

    /// <summary><c>ExpandWithLabel</c> (RFC 9420 section 8) into at most one hash; the caller wipes it.</summary>
    internal void ExpandWithLabel(ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, Span<byte> destination)
    {
        CheckLength(destination);
        using WipedBuffer info = Suite.KdfLabel(
            stackalloc byte[WipedBuffer.StackSize],
            label,
            context,
            destination.Length
        );
        info.UInt8(FirstBlock);
        ExpandBlock(info.Written, destination);
    }

    /// <summary>HKDF-Expand into at most one hash; the caller wipes it.</summary>
    internal void Expand(ReadOnlySpan<byte> info, Span<byte> destination)
    {
        CheckLength(destination);
        _mac.AppendData(info);
        ExpandBlock([FirstBlock], destination);
    }

    /// <param name="rest">What has not been hashed yet, the number of the block at its end.</param>
    /// <param name="destination">At most one hash.</param>
    private void ExpandBlock(ReadOnlySpan<byte> rest, Span<byte> destination)
    {
        _mac.AppendData(rest);
        Span<byte> block = stackalloc byte[Kdf.LongestHash];
        _mac.GetHashAndReset(block);
        block[..destination.Length].CopyTo(destination);
        CryptographicOperations.ZeroMemory(block);
    }

    /// <summary><c>DeriveTreeSecret</c> (RFC 9420 section 9.1) into at most one hash; the caller wipes it.</summary>
    internal void DeriveTreeSecret(ReadOnlySpan<byte> label, uint generation, Span<byte> destination)
    {
        Span<byte> context = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(context, generation);
        ExpandWithLabel(label, context, destination);
    }

    private void CheckLength(ReadOnlySpan<byte> destination)
    {
        if (destination.Length > _hashLength)
        {
            throw new ArgumentException("Longer than the hash.", nameof(destination));
        }
    }
}
