using System.Diagnostics;
using Sotto.Mls.Cryptography;

namespace Sotto.Mls.Tree;

/// <summary>
/// The secrets of a path from one node to the root, and what follows from them (RFC 9420 section 7.4). Its owner wipes
/// it; keys that were taken out live on.
/// </summary>
[DebuggerDisplay("[secret]")]
internal sealed class PathSecrets : IDisposable
{
    private readonly List<Secret> _secrets = [];

    private PathSecrets(Suite suite, Secret first, int count)
    {
        _secrets.Add(first);
        while (_secrets.Count < count)
        {
            _secrets.Add(Next(suite, _secrets[^1]));
        }

        CommitSecret = Next(suite, _secrets[^1]);
    }

    /// <summary>What the path contributes to the next epoch.</summary>
    internal Secret CommitSecret { get; }

    /// <summary>One per node, from the lowest upwards.</summary>
    internal IReadOnlyList<Secret> Secrets => _secrets;

    public void Dispose()
    {
        _secrets.ForEach(secret => secret.Dispose());
        CommitSecret.Dispose();
    }

    /// <summary>Takes over the lowest secret and derives those above it.</summary>
    internal static PathSecrets From(Suite suite, Secret lowest, int count) => new(suite, lowest, count);

    /// <summary>
    /// Fresh ones. A path without nodes, of a member who is alone, still has a commit secret: nobody who has been removed
    /// may be able to compute the next epoch.
    /// </summary>
    internal static PathSecrets Draw(Suite suite, int count, FillRandom random)
    {
        Secret first = new(suite.HashLength);
        random(first.Buffer);
        return new(suite, first, count);
    }

    internal KemPrivateKey DeriveKey(Suite suite, int index)
    {
        using Secret nodeSecret = new(suite.HashLength);
        suite.DeriveSecret(_secrets[index].Bytes, "node"u8, nodeSecret.Buffer);
        return suite.Kem.DeriveKeyPair(nodeSecret.Bytes);
    }

    private static Secret Next(Suite suite, Secret secret)
    {
        Secret next = new(suite.HashLength);
        suite.DeriveSecret(secret.Bytes, "path"u8, next.Buffer);
        return next;
    }
}
