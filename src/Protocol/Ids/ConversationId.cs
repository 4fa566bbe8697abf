using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Sotto.Protocol;

/// <summary>A conversation: <c>cnv_</c> and 26 characters.</summary>
[JsonConverter(typeof(IdJsonConverter<ConversationId>))]
public readonly record struct ConversationId : IId<ConversationId>
{
    private ConversationId(UInt128 bits) => Bits = bits;

    /// <inheritdoc />
    public static string Prefix => "cnv_";

    /// <inheritdoc />
    public UInt128 Bits { get; }

    /// <summary>A new id from 16 random bytes.</summary>
    public static ConversationId New(RandomNumberGenerator random) => IdText.New<ConversationId>(random);

    /// <summary>Reads the canonical text; throws <see cref="FormatException" /> for anything else.</summary>
    public static ConversationId Parse(string text) => IdText.Parse<ConversationId>(text);

    /// <summary>Reads the canonical text; false for anything else.</summary>
    public static bool TryParse(string? text, out ConversationId id) => IdText.TryParse(text, out id);

    static ConversationId IId<ConversationId>.FromBits(UInt128 bits) => new(bits);

    /// <summary>The canonical text.</summary>
    public override string ToString() => IdText.Format(this);
}
