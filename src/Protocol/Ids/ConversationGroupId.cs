using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Sotto.Protocol;

/// <summary>
/// The MLS group id of one group in a conversation's chain: the UTF-8 of <c>cnv_…/N</c>, N counting from 0.
/// </summary>
/// <param name="Conversation">The conversation.</param>
/// <param name="Number">The position in the chain.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ConversationGroupId(ConversationId Conversation, int Number)
{
    /// <summary>Reads the group id of an MLS message; false for anything but the canonical form.</summary>
    public static bool TryParse(ReadOnlySpan<byte> groupId, out ConversationGroupId id)
    {
        id = default;
        if (groupId.Length > 64 || !Ascii.IsValid(groupId))
        {
            return false;
        }

        string text = Encoding.ASCII.GetString(groupId);
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (
            slash < 0
            || !ConversationId.TryParse(text[..slash], out ConversationId conversation)
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        )
        {
            return false;
        }

        id = new ConversationGroupId(conversation, number);
        // One group must not have two spellings: "…/00" would otherwise name group 0 a second time.
        return string.Equals(id.ToString(), text, StringComparison.Ordinal);
    }

    /// <summary>The bytes that stand in MLS messages.</summary>
    public byte[] ToBytes() => Encoding.ASCII.GetBytes(ToString());

    /// <summary>The canonical text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Conversation}/{Number}");
}
