using System.Diagnostics;
using Sotto.Mls.Cryptography;

namespace Sotto.Mls;

/// <summary>What a Welcome tells one newcomer under seal (RFC 9420 section 12.4.3.1). Its owner wipes it.</summary>
[DebuggerDisplay("[secret]")]
internal sealed class GroupSecrets : ITlsStructure, IDisposable
{
    private GroupSecrets(ref TlsReader reader)
    {
        ReadOnlySpan<byte> joinerSecret = reader.OpaqueSpan();
        bool hasPathSecret = reader.Presence();
        ReadOnlySpan<byte> pathSecret = hasPathSecret ? reader.OpaqueSpan() : [];
        PreSharedKeys = reader.Vector(PreSharedKeyId.Read);
        reader.End();
        // Copied last, so that a refusal leaves no copy behind.
        JoinerSecret = Secret.CopyOf(joinerSecret);
        PathSecret = hasPathSecret ? Secret.CopyOf(pathSecret) : null;
    }

    internal GroupSecrets(Secret joinerSecret, Secret? pathSecret, IReadOnlyList<PreSharedKeyId> preSharedKeys)
    {
        JoinerSecret = joinerSecret;
        PathSecret = pathSecret;
        PreSharedKeys = preSharedKeys;
    }

    internal Secret JoinerSecret { get; }

    internal Secret? PathSecret { get; }

    internal IReadOnlyList<PreSharedKeyId> PreSharedKeys { get; }

    public void Dispose()
    {
        JoinerSecret.Dispose();
        PathSecret?.Dispose();
    }

    void ITlsStructure.Write(TlsWriter writer)
    {
        writer.Opaque(JoinerSecret.Bytes).Presence(PathSecret is not null);
        if (PathSecret is not null)
        {
            writer.Opaque(PathSecret.Bytes);
        }

        writer.Vector(PreSharedKeys);
    }

    internal static GroupSecrets Parse(ReadOnlySpan<byte> bytes)
    {
        TlsReader reader = new(bytes);
        return new(ref reader);
    }
}
