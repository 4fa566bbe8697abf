using System.Diagnostics;
using System.Security.Cryptography;

namespace Sotto.Mls.Groups.State;

/// <summary>Parts as they were stored. They hold secrets, wiped on <see cref="Dispose" />.</summary>
[DebuggerDisplay("[secret]")]
internal sealed class StoredParts : IDisposable
{
    internal ulong Version { get; set; }

    internal required Dictionary<PartName, byte[]> Parts { get; init; }

    public void Dispose()
    {
        foreach (byte[] part in Parts.Values)
        {
            CryptographicOperations.ZeroMemory(part);
        }
    }

    /// <summary>Wipes what was known of a part, and takes over what is now, if anything.</summary>
    internal void Replace(PartName name, byte[]? content)
    {
        if (Parts.Remove(name, out byte[]? replaced))
        {
            CryptographicOperations.ZeroMemory(replaced);
        }

        if (content is not null)
        {
            Parts.Add(name, content);
        }
    }

    internal TlsReader Require(PartName name) =>
        Parts.TryGetValue(name, out byte[]? part) ? new(part) : throw new MlsException("state_part_missing");

    internal bool Has(PartName name) => Parts.ContainsKey(name);

    internal IEnumerable<PartName> OfKind(PartKind kind) => Parts.Keys.Where(name => name.Kind == kind);
}
