using Sotto.Mls.Groups;
using Sotto.Mls.Groups.State;
using Sotto.Mls.Tests.Groups;

namespace Sotto.Mls.Tests.State;

/// <summary>Takes stored groups apart and puts them together in other ways.</summary>
internal static class Stored
{
    internal static byte[] Whole(MlsGroup group)
    {
        using GroupState state = group.Save();
        return state.Bytes.ToArray();
    }

    internal static byte[] Changes(MlsGroup group)
    {
        using GroupState state = group.SaveChanges();
        return state.Bytes.ToArray();
    }

    internal static MlsGroup Load(Party party, byte[] whole, params byte[][] changes) =>
        MlsGroup.Load(
            whole,
            changes.Select(change => (ReadOnlyMemory<byte>)change),
            party.SignatureKey,
            party.Settings
        );

    internal static string Refusal(Party party, byte[] whole, params byte[][] changes) =>
        Assert.Throws<MlsException>(() => Load(party, whole, changes)).Rule;

    internal static Dictionary<PartName, byte[]> Parts(byte[] whole) => StateEncoding.Read(whole, []).Parts;

    /// <summary>Parts in an order of their own, to be compared.</summary>
    internal static string[] Sorted(MlsGroup group) =>
        [.. Parts(Whole(group)).Select(part => $"{part.Key} {Convert.ToHexString(part.Value)}").Order()];

    internal static byte[] Compose(
        IEnumerable<KeyValuePair<PartName, byte[]?>> parts,
        bool isWhole = true,
        ulong version = 1
    )
    {
        using TlsWriter writer = new();
        StateEncoding.WriteHead(writer, isWhole, version);
        int start = writer.BeginVector();
        foreach ((PartName name, byte[]? content) in parts)
        {
            StateEncoding.WriteName(writer, name);
            writer.Presence(content is not null);
            if (content is not null)
            {
                writer.Opaque(content);
            }
        }

        return writer.EndVector(start).ToArray();
    }

    internal static byte[] With(byte[] whole, PartName name, byte[]? content)
    {
        Dictionary<PartName, byte[]?> parts = Parts(whole).ToDictionary(part => part.Key, part => (byte[]?)part.Value);
        parts[name] = content;
        return Compose(parts);
    }
}
