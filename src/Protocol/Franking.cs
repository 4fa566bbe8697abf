using System.Formats.Cbor;
using System.Security.Cryptography;

namespace Sotto.Protocol;

/// <summary>
/// The commitment that the server keeps beside a ciphertext, so that a member can later prove what was sent, by whom
/// and where. The 16 random bytes of salt inside the content make it hiding.
/// </summary>
public static class Franking
{
    private const string Label = "sotto franking 1";
    private const int Fields = 5;

    /// <summary>The commitment to one message's content as <paramref name="sender" /> encrypts it.</summary>
    public static Bytes Commit(ConversationId conversation, long epoch, DeviceId sender, ReadOnlySpan<byte> content)
    {
        CborWriter writer = new(CborConformanceMode.Canonical);
        writer.WriteStartArray(Fields);
        writer.WriteTextString(Label);
        writer.WriteTextString(conversation.ToString());
        writer.WriteInt64(epoch);
        writer.WriteTextString(sender.ToString());
        writer.WriteByteString(content);
        writer.WriteEndArray();
        return new(SHA256.HashData(writer.Encode()));
    }
}
