using System.Diagnostics;
using Sotto.Mls.Cryptography;
using Sotto.Mls.KeySchedule;

namespace Sotto.Mls.Groups.State;

/// <summary>
/// The secrets that have been read of a stored group. They are the group's once it is whole; when the rest turns out to be
/// damaged, <see cref="Wipe" /> leaves none behind.
/// </summary>
[DebuggerDisplay("[secret]")]
internal sealed class RestoredSecrets
{
    private readonly List<IDisposable> _read = [];

    internal Secret Read(ref TlsReader reader, int length)
    {
        ReadOnlySpan<byte> bytes = reader.OpaqueSpan();
        PartReading.RequireSound(bytes.Length == length);
        return Keep(Secret.CopyOf(bytes));
    }

    internal KemPrivateKey ReadPrivateKey(Suite suite, ref TlsReader reader) =>
        Keep(suite.Kem.ImportPrivateKey(reader.OpaqueSpan()));

    internal EpochSecrets ReadEpoch(Suite suite, ref TlsReader reader)
    {
        List<Secret> secrets = [];
        for (int i = 0; i < EpochSecrets.Count; i++)
        {
            secrets.Add(Read(ref reader, suite.HashLength));
        }

        return EpochSecrets.Restore(suite, secrets);
    }

    internal void Wipe() => _read.ForEach(secret => secret.Dispose());

    private T Keep<T>(T secret)
        where T : IDisposable
    {
        _read.Add(secret);
        return secret;
    }
}
