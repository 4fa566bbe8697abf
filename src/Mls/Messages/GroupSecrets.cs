using Sotto.Mls.Cryptography;

namespace Sotto.Mls;

/// <summary>What a Welcome tells one newcomer under seal (RFC 9420 section 12.4.3.1). Its owner wipes it.</summary>
internal sealed class GroupSecrets : ITlsStructure, IDisposable
{
    private GroupSecrets(ref TlsReader reader)
    {
        JoinerSecret = Secret.CopyOf(reader.OpaqueSpan());
        PathSecret = reader.Presence() ? Secret.CopyOf(reader.OpaqueSpan()) : null;
        PreSharedKeys = reader.Vector(PreSharedKeyId.Read);
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
        GroupSecrets secrets = new(ref reader);
        reader.End();
        return secrets;
    }
}
