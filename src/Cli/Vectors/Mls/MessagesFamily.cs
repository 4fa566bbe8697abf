using System.Text.Json;
using Sotto.Mls;

namespace Sotto.Cli.Vectors;

internal sealed class MessagesFamily : CaseArrayFamily
{
    private delegate byte[] Roundtrip(ReadOnlySpan<byte> bytes);

    private delegate ITlsStructure Reader(ref TlsReader reader);

    private static readonly Dictionary<string, Roundtrip> Fields = new(StringComparer.Ordinal)
    {
        ["mls_welcome"] = Message<Welcome>,
        ["mls_group_info"] = Message<GroupInfo>,
        ["mls_key_package"] = Message<KeyPackage>,
        ["public_message_application"] = Message<PublicMessage>,
        ["public_message_proposal"] = Message<PublicMessage>,
        ["public_message_commit"] = Message<PublicMessage>,
        ["private_message"] = Message<PrivateMessage>,
        ["ratchet_tree"] = bytes => RatchetTree.Parse(bytes).Encode(),
        ["group_secrets"] = GroupSecretsOf,
        ["add_proposal"] = bytes => Structure(bytes, (ref reader) => KeyPackage.Read(ref reader)),
        ["update_proposal"] = bytes => Structure(bytes, (ref reader) => LeafNode.Read(ref reader)),
        ["remove_proposal"] = RemovedOf,
        ["pre_shared_key_proposal"] = bytes => Structure(bytes, (ref reader) => PreSharedKeyId.Read(ref reader)),
        ["re_init_proposal"] = bytes => Typed(5, bytes),
        ["external_init_proposal"] = bytes => Typed(6, bytes),
        ["group_context_extensions_proposal"] = bytes => Typed(7, bytes),
        ["commit"] = bytes => Structure(bytes, (ref reader) => Commit.Read(ref reader)),
    };

    internal override string Name => "messages";

    private protected override IReadOnlyList<string> Members => [.. Fields.Keys];

    private protected override void Replay(JsonElement vector)
    {
        foreach ((string field, Roundtrip roundtrip) in Fields)
        {
            byte[] bytes = vector.Bytes(field);
            Expect.Equal(field, bytes, roundtrip(bytes));
        }
    }

    private static byte[] Message<T>(ReadOnlySpan<byte> bytes)
        where T : MlsMessage =>
        MlsFraming.Parse(bytes) is T message ? message.Encode() : throw new VectorMismatchException(typeof(T).Name);

    private static byte[] Structure(ReadOnlySpan<byte> bytes, Reader read)
    {
        TlsReader reader = new(bytes);
        ITlsStructure structure = read(ref reader);
        reader.End();
        return TlsWriter.Encode(structure);
    }

    /// <summary>The proposal's content under its type, which the file leaves out.</summary>
    private static byte[] Typed(ushort type, ReadOnlySpan<byte> bytes)
    {
        using TlsWriter typed = new();
        typed.UInt16(type).Raw(bytes);
        return Structure(typed.Written, (ref reader) => Proposal.Read(ref reader))[sizeof(ushort)..];
    }

    private static byte[] GroupSecretsOf(ReadOnlySpan<byte> bytes)
    {
        using GroupSecrets secrets = GroupSecrets.Parse(bytes);
        return TlsWriter.Encode(secrets);
    }

    /// <summary>The published index is any 32 bits, also such as no tree can have; those are refused.</summary>
    private static byte[] RemovedOf(ReadOnlySpan<byte> bytes)
    {
        TlsReader raw = new(bytes);
        if (raw.UInt32() <= int.MaxValue)
        {
            return Typed(3, bytes);
        }

        try
        {
            Typed(3, bytes);
        }
        catch (MlsException refusal) when (refusal.Rule == "leaf_index")
        {
            return bytes.ToArray();
        }

        throw new VectorMismatchException("refusal of a leaf index that no tree has");
    }
}
